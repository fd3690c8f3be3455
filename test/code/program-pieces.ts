/**
 * Pieces of programs: each declares a function `me` that gives what `below()` gives, a client in the end. Some keep it
 * for the environment, some for one call, some not at all; which of them do is Node's to say.
 */
export const PIECES: Readonly<Record<string, (below: string, me: string) => string>> = {
  fn: (below, me) => `function ${me}() { return ${below}(); }`,
  arrow: (below, me) => `const ${me} = () => ${below}();`,
  asyncFn: (below, me) => `const ${me} = async () => { const c = await ${below}(); return c; };`,
  block: (below, me) =>
    `const ${me} = () => { const made = { client: ${below}() }; const { client } = made; return client; };`,
  assignOnly: (below, me) => `let v_${me};\nconst ${me} = () => { v_${me} = ${below}(); return v_${me}; };`,
  memoNullish: (below, me) => `let v_${me};\nconst ${me} = () => (v_${me} ??= ${below}());`,
  memoOr: (below, me) =>
    `let v_${me};\nconst ${me} = () => { v_${me} = v_${me} || ${below}(); return v_${me}; };`,
  memoIf: (below, me) =>
    `let v_${me} = null;\nconst ${me} = () => { if (v_${me} === null) { v_${me} = ${below}(); } return v_${me}; };`,
  memoEarly: (below, me) =>
    `let v_${me};\nfunction ${me}() { if (v_${me}) return v_${me}; v_${me} = ${below}(); return v_${me}; }`,
  memoNested: (below, me) =>
    `const v_${me} = {};\nfunction ${me}() { if (!v_${me}.a) { v_${me}.a = ${below}(); } return v_${me}.a; }`,
  memoMap: (below, me) =>
    `const v_${me} = new Map();\nconst ${me} = (k = "a") => { if (!v_${me}.has(k)) v_${me}.set(k, ${below}()); return v_${me}.get(k); };`,
  memoMap2: (below, me) =>
    `const v_${me} = new Map();\nconst ${me} = () => { let c = v_${me}.get("x"); if (!c) { c = ${below}(); v_${me}.set("x", c); } return c; };`,
  memoTernary: (below, me) => `let v_${me};\nconst ${me} = () => v_${me} ? v_${me} : (v_${me} = ${below}());`,
  memoPromise: (below, me) =>
    `let v_${me};\nconst ${me} = () => { v_${me} ??= Promise.resolve(${below}()); return v_${me}; };`,
  memoTry: (below, me) =>
    `let v_${me};\nconst ${me} = () => { try { if (!v_${me}) v_${me} = ${below}(); } catch (error) { throw error; } return v_${me}; };`,
  memoLocal: (below, me) => `const ${me} = () => { let v; if (!v) v = ${below}(); return v; };`,
  memoLocalMap: (below, me) =>
    `const ${me} = () => { const cache = new Map(); if (!cache.has(1)) cache.set(1, ${below}()); return cache.get(1); };`,
  onceOwn: (below, me) =>
    `const once_${me} = (fn) => { let done = false, value; return () => { if (!done) { value = fn(); done = true; } return value; }; };\nconst ${me} = once_${me}(() => ${below}());`,
  onceEach: (below, me) =>
    `const once_${me} = (fn) => { let value; return () => (value ??= fn()); };\nconst ${me} = () => once_${me}(() => ${below}())();`,
  top: (below, me) => `const v_${me} = ${below}();\nconst ${me} = () => v_${me};`,
  topAwait: (below, me) => `const v_${me} = await ${below}();\nconst ${me} = async () => v_${me};`,
  topObject: (below, me) =>
    `const v_${me} = { client: ${below}(), other: 1 };\nconst ${me} = () => v_${me}.client;`,
  iife: (below, me) => `const ${me} = (() => { const c = ${below}(); return () => c; })();`,
  iifeLazy: (below, me) => `const ${me} = (() => { let c; return () => (c ||= ${below}()); })();`,
  classField: (below, me) =>
    `class C_${me} { client = ${below}(); get() { return this.client; } }\nconst ${me} = () => new C_${me}().get();`,
  classFieldTop: (below, me) =>
    `class C_${me} { client = ${below}(); get() { return this.client; } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.get();`,
  classCtor: (below, me) =>
    `class C_${me} { constructor() { this.client = ${below}(); } }\nconst ${me} = () => new C_${me}().client;`,
  classCtorTop: (below, me) =>
    `class C_${me} { constructor() { this.client = ${below}(); } }\nconst i_${me} = new C_${me}();\nfunction ${me}() { return i_${me}.client; }`,
  classLazyTop: (below, me) =>
    `class C_${me} { #c; get client() { return (this.#c ??= ${below}()); } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.client;`,
  classLazyEach: (below, me) =>
    `class C_${me} { #c; get client() { return (this.#c ??= ${below}()); } }\nconst ${me} = () => new C_${me}().client;`,
  classMethod: (below, me) =>
    `class C_${me} { open() { return ${below}(); } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.open();`,
  classStatic: (below, me) =>
    `class C_${me} { static client = ${below}(); }\nconst ${me} = () => C_${me}.client;`,
  classStaticLazy: (below, me) =>
    `class C_${me} { static #c; static get() { if (!C_${me}.#c) C_${me}.#c = ${below}(); return C_${me}.#c; } }\nconst ${me} = () => C_${me}.get();`,
  singleton: (below, me) =>
    `class C_${me} { static instance; static getInstance() { if (!this.instance) { this.instance = new C_${me}(); } return this.instance; } constructor() { this.client = ${below}(); } }\nconst ${me} = () => C_${me}.getInstance().client;`,
  singletonCtor: (below, me) =>
    `class C_${me} { constructor() { if (C_${me}.instance) return C_${me}.instance; this.client = ${below}(); C_${me}.instance = this; } }\nconst ${me} = () => new C_${me}().client;`,
  inherit: (below, me) =>
    `class B_${me} { open() { return this.make(); } }\nclass C_${me} extends B_${me} { make() { return ${below}(); } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.open();`,
  inheritCtor: (below, me) =>
    `class B_${me} { constructor() { this.client = ${below}(); } }\nclass C_${me} extends B_${me} { constructor() { super(); this.x = 1; } }\nconst ${me} = () => new C_${me}().client;`,
  inject: (below, me) =>
    `class C_${me} { constructor(open) { this.open = open; } run() { return this.open(); } }\nconst i_${me} = new C_${me}(${below});\nconst ${me} = () => i_${me}.run();`,
  injectMade: (below, me) =>
    `class C_${me} { constructor(client) { this.client = client; } run() { return this.client; } }\nconst i_${me} = new C_${me}(${below}());\nconst ${me} = () => i_${me}.run();`,
  table: (below, me) =>
    `const t_${me} = { a: () => ${below}(), b: () => 1 };\nconst ${me} = (k = "a") => t_${me}[k]();`,
  tableTop: (below, me) => `const t_${me} = { a: ${below}() };\nconst ${me} = () => t_${me}["a"];`,
  map: (below, me) => `const ${me} = () => [1].map(() => ${below}())[0];`,
  mapTop: (below, me) => `const l_${me} = [1, 2].map(() => ${below}());\nconst ${me} = () => l_${me}[0];`,
  forEach: (below, me) => `const ${me} = () => { let c; [1].forEach(() => { c = ${below}(); }); return c; };`,
  forOf: (below, me) => `const ${me} = () => { for (const one of [1]) { return ${below}(); } };`,
  reduce: (below, me) => `const ${me} = () => [1].reduce((all, one) => ${below}(), null);`,
  thenOf: (below, me) => `const ${me} = () => Promise.resolve(1).then(() => ${below}());`,
  all: (below, me) => `const ${me} = async () => (await Promise.all([${below}()]))[0];`,
  curry: (below, me) => `const mk_${me} = (a) => (b) => ${below}();\nconst ${me} = () => mk_${me}(1)(2);`,
  curryTop: (below, me) =>
    `const mk_${me} = (a) => { const c = ${below}(); return (b) => c; };\nconst f_${me} = mk_${me}(1);\nconst ${me} = () => f_${me}(2);`,
  defParam: (below, me) => `const ${me} = (c = ${below}()) => c;`,
  bind: (below, me) =>
    `function b_${me}() { return this.open(); }\nconst ${me} = b_${me}.bind({ open: () => ${below}() });`,
  bindMade: (below, me) => `function b_${me}(c) { return c; }\nconst ${me} = b_${me}.bind(null, ${below}());`,
  getter: (below, me) =>
    `const o_${me} = { get client() { return ${below}(); } };\nconst ${me} = () => o_${me}.client;`,
  spread: (below, me) =>
    `const o_${me} = { ...{ open: () => ${below}() } };\nconst ${me} = () => o_${me}.open();`,
  assign: (below, me) =>
    `const o_${me} = {};\nObject.assign(o_${me}, { open: () => ${below}() });\nconst ${me} = () => o_${me}.open();`,
  assignMade: (below, me) =>
    `const o_${me} = Object.assign({}, { client: ${below}() });\nconst ${me} = () => o_${me}.client;`,
  globalMemo: (below, me) => `const ${me} = () => (globalThis.v_${me} ??= ${below}());`,
  cond: (below, me) => `const ${me} = () => (process.env.NOPE_${me} ? null : ${below}());`,
  gen: (below, me) =>
    `function* g_${me}() { yield ${below}(); }\nconst ${me} = () => { for (const c of g_${me}()) return c; };`,
  tryCatch: (below, me) =>
    `const ${me} = () => { try { throw new Error("x"); } catch { return ${below}(); } };`,
  fin: (below, me) =>
    `const ${me} = () => { let c; try { JSON.parse("{}"); } finally { c = ${below}(); } return c; };`,
  sw: (below, me) =>
    `const ${me} = (k = "a") => { switch (k) { case "a": return ${below}(); default: return null; } };`,
  whileMemo: (below, me) =>
    `let v_${me};\nconst ${me} = () => { while (v_${me} === undefined) v_${me} = ${below}() ?? null; return v_${me}; };`,
  arrayMemo: (below, me) =>
    `const l_${me} = [];\nconst ${me} = () => { if (l_${me}.length === 0) l_${me}.push(${below}()); return l_${me}[0]; };`,
  flagMemo: (below, me) =>
    `let ready_${me} = false, v_${me};\nconst ${me} = () => { if (!ready_${me}) { v_${me} = ${below}(); ready_${me} = true; } return v_${me}; };`,
  initFn: (below, me) =>
    `let v_${me};\nconst init_${me} = () => { if (v_${me}) return; v_${me} = ${below}(); };\nconst ${me} = () => { init_${me}(); return v_${me}; };`,
  helperMemo: (below, me) =>
    `const c_${me} = new Map();\nconst cached_${me} = (key, make) => { const known = c_${me}.get(key); if (known) return known; const made = make(); c_${me}.set(key, made); return made; };\nconst ${me} = () => cached_${me}("k", () => ${below}());`,
  helperNoMemo: (below, me) =>
    `const with_${me} = (make, use) => { const made = make(); return use(made); };\nconst ${me} = () => with_${me}(() => ${below}(), (c) => c);`,
  proxy: (below, me) =>
    `const o_${me} = new Proxy({}, { get: (t, k) => (t[k] ??= ${below}()) });\nconst ${me} = () => o_${me}.client;`,
  weak: (below, me) =>
    `const w_${me} = new WeakMap(); const key_${me} = {};\nconst ${me} = () => { if (!w_${me}.has(key_${me})) w_${me}.set(key_${me}, ${below}()); return w_${me}.get(key_${me}); };`,
  protoFn: (below, me) =>
    `function K_${me}() { this.client = ${below}(); }\nK_${me}.prototype.get = function () { return this.client; };\nconst ${me} = () => new K_${me}().get();`,
  protoFnTop: (below, me) =>
    `function K_${me}() { this.client = ${below}(); }\nK_${me}.prototype.get = function () { return this.client; };\nconst i_${me} = new K_${me}();\nconst ${me} = () => i_${me}.get();`,
  closureFactory: (below, me) =>
    `const create_${me} = () => { let c; const get = () => { if (c === undefined) c = ${below}(); return c; }; return { get }; };\nconst s_${me} = create_${me}();\nconst ${me} = () => s_${me}.get();`,
  closureFactoryEach: (below, me) =>
    `const create_${me} = () => { let c; const get = () => { if (c === undefined) c = ${below}(); return c; }; return { get }; };\nconst ${me} = () => create_${me}().get();`,
  setTimeoutP: (below, me) =>
    `const ${me} = () => new Promise((resolve) => setImmediate(() => resolve(${below}())));`,
  emitter: (below, me) =>
    `import { EventEmitter as E_${me} } from "node:events";\nconst e_${me} = new E_${me}();\nlet v_${me};\ne_${me}.on("go", () => { v_${me} = ${below}(); });\nconst ${me} = () => { e_${me}.emit("go"); return v_${me}; };`,
  lazyField: (below, me) =>
    `const o_${me} = { client: undefined, get() { this.client ??= ${below}(); return this.client; } };\nconst ${me} = () => o_${me}.get();`,
  destructDefault: (below, me) => `const ${me} = ({ client = ${below}() } = {}) => client;`,
  comma: (below, me) => `const ${me} = () => (0, ${below})();`,
  optional: (below, me) => `const o_${me} = { open: ${below} };\nconst ${me} = () => o_${me}?.open?.();`,
  tagged: (below, me) => `const tag_${me} = (s) => ${below}();\nconst ${me} = () => tag_${me}\`x\`;`,
  apply: (below, me) => `const ${me} = () => ${below}.apply(null, []);`,
  deps: (below, me) =>
    `const create_${me} = (deps) => ({ run: () => deps.open() });\nconst s_${me} = create_${me}({ open: ${below} });\nconst ${me} = () => s_${me}.run();`,
  depsMade: (below, me) =>
    `const create_${me} = ({ client }) => ({ run: () => client });\nconst s_${me} = create_${me}({ client: ${below}() });\nconst ${me} = () => s_${me}.run();`,
  depsEach: (below, me) =>
    `const create_${me} = ({ client }) => ({ run: () => client });\nconst ${me} = () => create_${me}({ client: ${below}() }).run();`,
  compose: (below, me) =>
    `const compose_${me} = (...fns) => (x) => fns.reduceRight((v, f) => f(v), x);\nconst c_${me} = compose_${me}((x) => x, () => ${below}());\nconst ${me} = () => c_${me}(1);`,
  chainMw: (below, me) =>
    `const mws_${me} = [(next) => () => next(), (next) => () => next()];\nconst run_${me} = mws_${me}.reduce((next, mw) => mw(next), () => ${below}());\nconst ${me} = () => run_${me}();`,
  asyncGen: (below, me) =>
    `async function* g_${me}() { yield ${below}(); }\nconst ${me} = async () => { for await (const c of g_${me}()) return c; };`,
  forAwait: (below, me) => `const ${me} = async () => { for await (const c of [${below}()]) return c; };`,
  staticBlock: (below, me) =>
    `class C_${me} { static client; static { this.client = ${below}(); } }\nconst ${me} = () => C_${me}.client;`,
  privateMethod: (below, me) =>
    `class C_${me} { #open() { return ${below}(); } get() { return this.#open(); } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.get();`,
  ttl: (below, me) =>
    `let v_${me}, at_${me} = 0;\nconst ${me} = () => { if (!v_${me} || Date.now() - at_${me} > 1e9) { v_${me} = ${below}(); at_${me} = Date.now(); } return v_${me}; };`,
  ttlReturn: (below, me) =>
    `let v_${me};\nconst ${me} = () => { if (v_${me} && v_${me}.until > Date.now()) return v_${me}.client; v_${me} = { client: ${below}(), until: Date.now() + 1e9 }; return v_${me}.client; };`,
  resetOnError: (below, me) =>
    `let v_${me};\nconst ${me} = () => { if (!v_${me}) { v_${me} = Promise.resolve(${below}()).catch((error) => { v_${me} = undefined; throw error; }); } return v_${me}; };`,
  nestedIf: (below, me) =>
    `let v_${me}, w_${me};\nconst ${me} = () => { if (!w_${me}) { if (!v_${me}) { v_${me} = ${below}(); } w_${me} = v_${me}; } return w_${me}; };`,
  mapFieldEach: (below, me) =>
    `class C_${me} { cache = new Map(); get(k) { if (!this.cache.has(k)) this.cache.set(k, ${below}()); return this.cache.get(k); } }\nconst ${me} = () => new C_${me}().get("a");`,
  mapFieldTop: (below, me) =>
    `class C_${me} { cache = new Map(); get(k) { const known = this.cache.get(k); if (known) return known; const c = ${below}(); this.cache.set(k, c); return c; } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.get("a");`,
  mixin: (below, me) =>
    `const M_${me} = (B) => class extends B { open() { return ${below}(); } };\nclass C_${me} extends M_${me}(Object) {}\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.open();`,
  withEach: (below, me) =>
    `const with_${me} = (fn) => (...args) => fn(${below}(), ...args);\nconst ${me} = with_${me}((c) => c);`,
  withOnce: (below, me) =>
    `const with_${me} = (fn) => { const c = ${below}(); return (...args) => fn(c, ...args); };\nconst ${me} = with_${me}((c) => c);`,
  nodeback: (below, me) =>
    `const n_${me} = (cb) => cb(null, ${below}());\nconst ${me} = () => { let out; n_${me}((error, c) => { out = c; }); return out; };`,
  newPromise: (below, me) => `const ${me} = () => new Promise((resolve) => { resolve(${below}()); });`,
  arrDestr: (below, me) => `const ${me} = () => { const [c] = [${below}()]; return c; };`,
  entries: (below, me) =>
    `const t_${me} = { a: () => ${below}() };\nconst ${me} = () => Object.entries(t_${me}).map(([, f]) => f())[0];`,
  values: (below, me) =>
    `const t_${me} = { a: () => ${below}() };\nconst ${me} = () => Object.values(t_${me})[0]();`,
  fromEntries: (below, me) =>
    `const t_${me} = Object.fromEntries(["a"].map((k) => [k, () => ${below}()]));\nconst ${me} = () => t_${me}.a();`,
  fromEntriesMade: (below, me) =>
    `const t_${me} = Object.fromEntries(["a"].map((k) => [k, ${below}()]));\nconst ${me} = () => t_${me}.a;`,
  doWhile: (below, me) =>
    `const ${me} = () => { let c; do { c = ${below}() ?? null; } while (c === undefined); return c; };`,
  reflect: (below, me) =>
    `class C_${me} { client = ${below}(); }\nconst ${me} = () => Reflect.construct(C_${me}, []).client;`,
  argsFn: (below, me) =>
    `function a_${me}() { return arguments[0](); }\nconst ${me} = () => a_${me}(${below});`,
  rest: (below, me) => `const r_${me} = (...fns) => fns[0]();\nconst ${me} = () => r_${me}(${below});`,
  arrayFrom: (below, me) => `const ${me} = () => Array.from({ length: 1 }, () => ${below}())[0];`,
  flatMap: (below, me) => `const ${me} = () => [1].flatMap(() => [${below}()])[0];`,
  some: (below, me) =>
    `const ${me} = () => { let c; [1].some(() => { c = ${below}(); return true; }); return c; };`,
  replace: (below, me) =>
    `const ${me} = () => { let c; "a".replace(/a/, () => { c = ${below}(); return "b"; }); return c; };`,
  mapEach: (below, me) =>
    `const s_${me} = new Map([["a", () => ${below}()]]);\nconst ${me} = () => { let c; s_${me}.forEach((f) => { c = f(); }); return c; };`,
  mapGet: (below, me) =>
    `const s_${me} = new Map([["a", () => ${below}()]]);\nconst ${me} = () => s_${me}.get("a")();`,
  setIter: (below, me) =>
    `const s_${me} = new Set([() => ${below}()]);\nconst ${me} = () => { for (const f of s_${me}) return f(); };`,
  superMethod: (below, me) =>
    `class B_${me} { open() { return ${below}(); } }\nclass C_${me} extends B_${me} { open() { return super.open(); } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.open();`,
  defineProp: (below, me) =>
    `const o_${me} = {};\nObject.defineProperty(o_${me}, "client", { get: () => ${below}() });\nconst ${me} = () => o_${me}.client;`,
  defineLazy: (below, me) =>
    `const o_${me} = { get client() { const c = ${below}(); Object.defineProperty(this, "client", { value: c }); return c; } };\nconst ${me} = () => o_${me}.client;`,
  selfReplace: (below, me) =>
    `let own_${me} = () => { const c = ${below}(); own_${me} = () => c; return c; };\nconst ${me} = () => own_${me}();`,
  memoNotFn: (below, me) =>
    `let v_${me};\nconst isMissing_${me} = () => v_${me} === undefined;\nconst ${me} = () => { if (isMissing_${me}()) v_${me} = ${below}(); return v_${me}; };`,
  memoHasFn: (below, me) =>
    `let v_${me};\nfunction missing_${me}() { return !v_${me}; }\nconst ${me} = () => { if (!missing_${me}()) return v_${me}; v_${me} = ${below}(); return v_${me}; };`,
  nextTick: (below, me) =>
    `const ${me} = () => new Promise((resolve) => process.nextTick(() => resolve(${below}())));`,
  als: (below, me) =>
    `import { AsyncLocalStorage as A_${me} } from "node:async_hooks";\nconst a_${me} = new A_${me}();\nconst ${me} = () => a_${me}.run({}, () => ${below}());`,
  promisify: (below, me) =>
    `import { promisify as pr_${me} } from "node:util";\nconst q_${me} = pr_${me}((cb) => cb(null, ${below}()));\nconst ${me} = () => q_${me}();`,
  ternaryReach: (below, me) => `const ${me} = (x = 1) => (x > 0 ? ${below}() : null);`,
  and: (below, me) => `const ${me} = (x = 1) => x && ${below}();`,
  or: (below, me) => `const ${me} = (x = null) => x || ${below}();`,
  nullishLocal: (below, me) => `const ${me} = (given) => { const c = given ?? ${below}(); return c; };`,
  lockedInit: (below, me) =>
    `let started_${me} = false, v_${me};\nasync function boot_${me}() { if (started_${me}) { return; } started_${me} = true; v_${me} = await ${below}(); }\nconst ${me} = async () => { await boot_${me}(); return v_${me}; };`,
  bootPromise: (below, me) =>
    `const boot_${me} = (async () => ({ client: await ${below}() }))();\nconst ${me} = async () => (await boot_${me}).client;`,
  lazyClassParam: (below, me) =>
    `class L_${me} { constructor(make) { this.make = make; } get value() { if (this.v === undefined) this.v = this.make(); return this.v; } }\nconst l_${me} = new L_${me}(() => ${below}());\nconst ${me} = () => l_${me}.value;`,
  repo: (below, me) =>
    `class R_${me} { constructor(c) { this.c = c; } }\nclass S_${me} { constructor(repo = new R_${me}(${below}())) { this.repo = repo; } run() { return this.repo.c; } }\nconst ${me} = () => new S_${me}().run();`,
  repoTop: (below, me) =>
    `class R_${me} { constructor(c) { this.c = c; } }\nclass S_${me} { constructor(repo = new R_${me}(${below}())) { this.repo = repo; } run() { return this.repo.c; } }\nconst s_${me} = new S_${me}();\nconst ${me} = () => s_${me}.run();`,
  container: (below, me) =>
    `class K_${me} { #made = new Map(); #how = new Map(); register(k, f) { this.#how.set(k, f); return this; } resolve(k) { if (!this.#made.has(k)) this.#made.set(k, this.#how.get(k)()); return this.#made.get(k); } }\nconst k_${me} = new K_${me}().register("c", () => ${below}());\nconst ${me} = () => k_${me}.resolve("c");`,
  containerTransient: (below, me) =>
    `class K_${me} { #how = new Map(); register(k, f) { this.#how.set(k, f); return this; } resolve(k) { return this.#how.get(k)(); } }\nconst k_${me} = new K_${me}().register("c", () => ${below}());\nconst ${me} = () => k_${me}.resolve("c");`,
  builder: (below, me) =>
    `class B_${me} { with(f) { this.f = f; return this; } build() { return { client: this.f() }; } }\nconst ${me} = () => new B_${me}().with(() => ${below}()).build().client;`,
  builderTop: (below, me) =>
    `class B_${me} { with(f) { this.f = f; return this; } build() { return { client: this.f() }; } }\nconst b_${me} = new B_${me}().with(() => ${below}()).build();\nconst ${me} = () => b_${me}.client;`,
  strategy: (below, me) =>
    `class X_${me} { run() { return ${below}(); } }\nclass Y_${me} { run() { return 1; } }\nconst s_${me} = { x: X_${me}, y: Y_${me} };\nconst ${me} = (k = "x") => new s_${me}[k]().run();`,
  asyncQueue: (below, me) =>
    `const jobs_${me} = [];\njobs_${me}.push(() => ${below}());\nconst ${me} = () => { let c; for (const job of jobs_${me}) c = job(); return c; };`,
  recursion: (below, me) =>
    `const r_${me} = (n) => (n <= 0 ? ${below}() : r_${me}(n - 1));\nconst ${me} = () => r_${me}(3);`,
  superGetter: (below, me) =>
    `class B_${me} { get client() { return ${below}(); } }\nclass C_${me} extends B_${me} { get() { return super.client; } }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.get();`,
  staticInherited: (below, me) =>
    `class B_${me} { static open() { return this.make(); } }\nclass C_${me} extends B_${me} { static make() { return ${below}(); } }\nconst ${me} = () => C_${me}.open();`,
  staticMethod: (below, me) =>
    `class C_${me} { static open() { return ${below}(); } }\nconst ${me} = () => C_${me}.open();`,
  arrowField: (below, me) =>
    `class C_${me} { open = () => ${below}(); }\nconst i_${me} = new C_${me}();\nconst ${me} = () => i_${me}.open();`,
  methodHanded: (below, me) =>
    `class C_${me} { open() { return ${below}(); } }\nconst i_${me} = new C_${me}();\nconst f_${me} = i_${me}.open.bind(i_${me});\nconst ${me} = () => [1].map(f_${me})[0];`,
  abstractTemplate: (below, me) =>
    `class B_${me} { run() { this.before(); return this.body(); } before() {} body() { throw new Error(); } }\nclass C_${me} extends B_${me} { body() { return ${below}(); } }\nconst ${me} = () => new C_${me}().run();`,
  lazyModuleObject: (below, me) =>
    `const ctx_${me} = {};\nconst ctxOf_${me} = () => { if (!("client" in ctx_${me})) ctx_${me}.client = ${below}(); return ctx_${me}; };\nconst ${me} = () => ctxOf_${me}().client;`,
  memoByParam: (below, me) =>
    `const get_${me} = (cache) => { if (!cache.c) cache.c = ${below}(); return cache.c; };\nconst cache_${me} = {};\nconst ${me} = () => get_${me}(cache_${me});`,
  memoByParamEach: (below, me) =>
    `const get_${me} = (cache) => { if (!cache.c) cache.c = ${below}(); return cache.c; };\nconst ${me} = () => get_${me}({});`,
  lru: (below, me) =>
    `class Lru_${me} { #m = new Map(); get(k) { return this.#m.get(k); } set(k, v) { this.#m.set(k, v); return v; } }\nconst lru_${me} = new Lru_${me}();\nconst ${me} = () => lru_${me}.get("a") ?? lru_${me}.set("a", ${below}());`,
  lruEach: (below, me) =>
    `class Lru_${me} { #m = new Map(); get(k) { return this.#m.get(k); } set(k, v) { this.#m.set(k, v); return v; } }\nconst ${me} = () => { const lru = new Lru_${me}(); return lru.get("a") ?? lru.set("a", ${below}()); };`,
  memoHof: (below, me) =>
    `const memo_${me} = (fn) => { const cache = {}; return (k = "a") => { if (cache[k] === undefined) cache[k] = fn(k); return cache[k]; }; };\nconst ${me} = memo_${me}(() => ${below}());`,
  memoHofEach: (below, me) =>
    `const memo_${me} = (fn) => { const cache = {}; return (k = "a") => (cache[k] ??= fn(k)); };\nconst ${me} = () => memo_${me}(() => ${below}())();`,
  memoGlobalSymbol: (below, me) =>
    `const K_${me} = Symbol.for("k.${me}");\nconst ${me} = () => { if (!globalThis[K_${me}]) globalThis[K_${me}] = ${below}(); return globalThis[K_${me}]; };`,
  memoElse: (below, me) =>
    `let v_${me};\nconst ${me} = () => { if (v_${me}) { return v_${me}; } else { v_${me} = ${below}(); return v_${me}; } };`,
  memoNot: (below, me) =>
    `let v_${me};\nconst ${me} = () => { const missing = !v_${me}; if (missing) v_${me} = ${below}(); return v_${me}; };`,
  memoAnd: (below, me) =>
    `let v_${me};\nconst ${me} = () => { !v_${me} && (v_${me} = ${below}()); return v_${me}; };`,
  memoSwitch: (below, me) =>
    `let v_${me};\nconst ${me} = () => { switch (v_${me}) { case undefined: v_${me} = ${below}(); } return v_${me}; };`,
  memoBoolean: (below, me) =>
    `let v_${me};\nconst has_${me} = () => v_${me} !== undefined;\nconst ${me} = () => { if (!has_${me}()) v_${me} = ${below}(); return v_${me}; };`,
  memoDestr: (below, me) =>
    `let v_${me}, w_${me};\nconst ${me} = () => { if (!v_${me}) ({ a: v_${me}, b: w_${me} } = { a: ${below}(), b: 1 }); return [v_${me}, w_${me}][0]; };`,
  memoAsyncLock: (below, me) =>
    `let v_${me}, lock_${me};\nconst ${me} = async () => { if (v_${me}) return v_${me}; lock_${me} ??= (async () => { v_${me} = await ${below}(); })(); await lock_${me}; return v_${me}; };`,
  overwritten: (below, me) =>
    `let v_${me};\nconst set_${me} = () => { v_${me} = { client: ${below}() }; };\nconst ${me} = () => { set_${me}(); return v_${me}.client; };`,
  useTwice: (below, me) =>
    `const v_${me} = ${below}();\nconst ${me} = () => { const again = ${below}(); return again ?? v_${me}; };`,
  factoryTable: (below, me) =>
    `const make_${me} = { s3: () => ${below}(), none: () => null };\nconst made_${me} = {};\nconst ${me} = (k = "s3") => { const known = made_${me}[k]; if (known) return known; const fresh = make_${me}[k](); made_${me}[k] = fresh; return fresh; };`,
  eagerTable: (below, me) =>
    `const made_${me} = Object.fromEntries(Object.entries({ s3: () => ${below}() }).map(([k, f]) => [k, f()]));\nconst ${me} = (k = "s3") => made_${me}[k];`,
  asyncIife: (below, me) => `const ${me} = () => (async () => ${below}())();`,
  thenChain: (below, me) =>
    `const ${me} = () => Promise.resolve().then(() => ({ open: () => ${below}() })).then(({ open }) => open());`,
  catchPath: (below, me) => `const ${me} = () => Promise.reject(new Error("x")).catch(() => ${below}());`,
  allSettled: (below, me) =>
    `const ${me} = async () => (await Promise.allSettled([(async () => ${below}())()]))[0].value;`,
  race: (below, me) => `const ${me} = () => Promise.race([Promise.resolve().then(${below})]);`,
  sortBy: (below, me) =>
    `const ${me} = () => { let c; [2, 1].sort((a, b) => { c = ${below}(); return a - b; }); return c; };`,
  spreadArgs: (below, me) =>
    `const s_${me} = (a, ...rest) => rest[0]();\nconst ${me} = () => s_${me}(...[1, ${below}]);`,
  defaultFn: (below, me) => `const d_${me} = (open = ${below}) => open();\nconst ${me} = () => d_${me}();`,
  defaultObj: (below, me) =>
    `const d_${me} = ({ open = ${below} } = {}) => open();\nconst ${me} = () => d_${me}({});`,
  renamed: (below, me) =>
    `const n_${me} = { open: ${below} };\nconst { open: r_${me} } = n_${me};\nconst ${me} = () => r_${me}();`,
  nestedFn: (below, me) =>
    `function ${me}() { function inner() { return deeper(); } function deeper() { return ${below}(); } return inner(); }`,
  newTarget: (below, me) =>
    `function N_${me}() { if (!new.target) return new N_${me}(); this.client = ${below}(); }\nconst ${me} = () => N_${me}().client;`,
  classExpr: (below, me) =>
    `const C_${me} = class { client = ${below}(); };\nconst ${me} = () => new C_${me}().client;`,
  classInFn: (below, me) =>
    `const ${me} = () => { class L { open() { return ${below}(); } } return new L().open(); };`,
  accessorPair: (below, me) =>
    `const o_${me} = { _c: null, get c() { if (!this._c) { this.c = ${below}(); } return this._c; }, set c(v) { this._c = v; } };\nconst ${me} = () => o_${me}.c;`,
  freeze: (below, me) =>
    `const o_${me} = Object.freeze({ open: () => ${below}() });\nconst ${me} = () => o_${me}.open();`,
  freezeMade: (below, me) =>
    `const o_${me} = Object.freeze({ client: ${below}() });\nconst ${me} = () => o_${me}.client;`,
  objCreate: (below, me) =>
    `const b_${me} = { open() { return ${below}(); } };\nconst o_${me} = Object.create(b_${me});\nconst ${me} = () => o_${me}.open();`,
  iteratorNext: (below, me) =>
    `const it_${me} = () => ({ next: () => ({ value: ${below}(), done: false }), [Symbol.iterator]() { return this; } });\nconst ${me} = () => it_${me}().next().value;`,
  genTop: (below, me) =>
    `const g_${me} = (function* () { const c = ${below}(); while (true) yield c; })();\nconst ${me} = () => g_${me}.next().value;`,
  labelled: (below, me) =>
    `const ${me} = () => { out: for (const a of [1]) { for (const b of [1]) { if (b) break out; } } return ${below}(); };`,
  earlyOut: (below, me) => `const ${me} = (x = 1) => { if (x < 0) return null; return ${below}(); };`,
  deadAfterReturn: (below, me) => `const ${me} = () => { return null; return ${below}(); };`,
  constFalse: (below, me) => `const ON_${me} = false;\nconst ${me} = () => (ON_${me} ? ${below}() : null);`,
  unusedMember: (below, me) =>
    `class U_${me} { used() { return 1; } unused() { return ${below}(); } }\nconst i_${me} = new U_${me}();\nconst ${me} = () => i_${me}.used();`,
  stateMachine: (below, me) =>
    `let step_${me} = 0, v_${me};\nconst ${me} = () => { if (step_${me}++ === 0) v_${me} = ${below}(); return v_${me}; };`,
  ixLoop: (below, me) =>
    `const x_${me} = [() => 1, () => ${below}()];\nconst ${me} = () => { let c; for (let i = 0; i < x_${me}.length; i++) { c = x_${me}[i](); } return c; };`,
  ixLoopTop: (below, me) =>
    `const x_${me} = [() => 1, () => ${below}()];\nlet c_${me}; for (let i = 0; i < x_${me}.length; i++) { c_${me} = x_${me}[i](); }\nconst ${me} = () => c_${me};`,
  whileIx: (below, me) =>
    `const x_${me} = [() => 1, () => ${below}()];\nconst ${me} = () => { let i = 0, c; while (i < x_${me}.length) { c = x_${me}[i](); i++; } return c; };`,
  keysLoop: (below, me) =>
    `const x_${me} = { a: () => 1, b: () => ${below}() };\nconst ${me} = () => { let c; for (const k of Object.keys(x_${me})) c = x_${me}[k](); return c; };`,
  entriesLoop: (below, me) =>
    `const x_${me} = { a: () => 1, b: () => ${below}() };\nconst ${me} = () => { let c; for (const [k, f] of Object.entries(x_${me})) c = f(); return c; };`,
  entriesTop: (below, me) =>
    `const x_${me} = { a: () => ${below}() };\nconst y_${me} = Object.fromEntries(Object.entries(x_${me}).map(([k, f]) => [k, f()]));\nconst ${me} = () => y_${me}.a;`,
  entriesMapEach: (below, me) =>
    `const x_${me} = { a: () => ${below}() };\nconst ${me} = () => Object.fromEntries(Object.entries(x_${me}).map(([k, f]) => [k, f()])).a;`,
  reduceFns: (below, me) =>
    `const x_${me} = [() => 1, () => ${below}()];\nconst ${me} = () => x_${me}.reduce((all, f) => f(), 0);`,
  shiftFns: (below, me) =>
    `const ${me} = () => { const todo = [() => 1, () => ${below}()]; let f, c; while ((f = todo.shift())) c = f(); return c; };`,
  byName: (below, me) =>
    `class C_${me} { a() { return ${below}(); } b() { return 1; } }\nconst i_${me} = new C_${me}();\nconst ${me} = (k = "a") => i_${me}[k]();`,
  byNameMemo: (below, me) =>
    `class C_${me} { a() { return (this.c ??= ${below}()); } b() { return 1; } }\nconst i_${me} = new C_${me}();\nconst ${me} = (k = "a") => i_${me}[k]();`,
  andOrC: (below, me) => `const ${me} = (k = "a") => (k === "a" && ${below}()) || 1;`,
  andOrMemo: (below, me) =>
    `let v_${me};\nconst ${me} = (k = "a") => (k === "a" && v_${me}) || (v_${me} = ${below}());`,
  objsLoop: (below, me) =>
    `const x_${me} = [{ run: () => 1 }, { run: () => ${below}() }];\nconst ${me} = () => { let c; for (const { run } of x_${me}) c = run(); return c; };`,
  objsMemo: (below, me) =>
    `const x_${me} = [{ run() { return 1; } }, { run() { return (this.c ??= ${below}()); } }];\nconst ${me} = () => { let c; for (const one of x_${me}) c = one.run(); return c; };`,
  ixMemo: (below, me) =>
    `const x_${me} = [];\nconst ${me} = () => { for (let i = 0; i < 2; i++) { if (!x_${me}[i]) x_${me}[i] = ${below}(); } return x_${me}[0]; };`,
  ixMemoLocal: (below, me) =>
    `const ${me} = () => { const x = []; for (let i = 0; i < 2; i++) { if (!x[i]) x[i] = ${below}(); } return x[0]; };`,
  roundRobin: (below, me) =>
    `const x_${me} = [${below}(), ${below}()];\nlet n_${me} = 0;\nconst ${me} = () => x_${me}[n_${me}++ % 2];`,
  fillTop: (below, me) =>
    `const x_${me} = Array.from({ length: 2 }, () => ${below}());\nconst ${me} = () => x_${me}[1];`,
  fillEach: (below, me) => `const ${me} = () => Array.from({ length: 2 }, () => ${below}())[1];`,
};
