/** A function `name` of an event that calls `use` with it, where the event's `key` is "a", "b" or "c". */
type Piece = (use: string, name: string, key: string) => string;

/** What each piece may call beside. */
export const OTHERS = ["fa", "fb", "fc"]
  .map((name, index) => `const ${name} = async (event) => ({ ...event, n: ${index + 1} });\n`)
  .join("");

/** They use it in every invocation. */
export const ALWAYS: Readonly<Record<string, Piece>> = {
  fn: (use, name) => `async function ${name}(event) { return ${use}(event); }`,
  arrow: (use, name) => `const ${name} = (event) => ${use}(event);`,
  tryIt: (use, name) =>
    `const ${name} = async (event) => { try { return await ${use}(event); } catch (error) { console.error(error); throw error; } };`,
  tryFinally: (use, name) =>
    `const ${name} = async (event) => { try { console.log("start"); } finally { await ${use}(event); } };`,
  loop: (use, name) =>
    `const ${name} = async (event) => { for (const one of event.Records) await ${use}(event); };`,
  mapIt: (use, name) =>
    `const ${name} = async (event) => Promise.all(event.Records.map((one) => ${use}(event)));`,
  afterPromise: (use, name) => `const ${name} = (event) => Promise.resolve(event).then((e) => ${use}(e));`,
  klass: (use, name) =>
    `class C_${name} { async run(event) { return ${use}(event); } }\nconst i_${name} = new C_${name}();\nconst ${name} = (event) => i_${name}.run(event);`,
  klassEach: (use, name) =>
    `class C_${name} { constructor(event) { this.event = event; } async run() { return ${use}(this.event); } }\nconst ${name} = async (event) => new C_${name}(event).run();`,
  wrap: (use, name) =>
    `const w_${name} = (f) => async (e) => { const r = await f(e); return { r }; };\nconst ${name} = w_${name}(${use});`,
  obj: (use, name) =>
    `const o_${name} = { async run(event) { return ${use}(event); } };\nconst ${name} = (event) => o_${name}.run(event);`,
  top: (use, name) =>
    `const v_${name} = ${use}({ Records: [1], type: "a", action: "a", httpMethod: "a" });\nconst ${name} = async (event) => v_${name};`,
  memo: (use, name) =>
    `let v_${name};\nconst ${name} = async (event) => { if (!v_${name}) v_${name} = ${use}(event); return v_${name}; };`,
  memo2: (use, name) =>
    `let v_${name};\nconst ${name} = async (event) => (v_${name} ??= await ${use}(event));`,
  twice: (use, name) => `const ${name} = async (event) => { await ${use}(event); return ${use}(event); };`,
  guardThrow: (use, name, key) =>
    `const ${name} = async (event) => { if (!event.${key}) throw new Error("bad"); return ${use}(event); };`,
  guardReturn: (use, name, key) =>
    `const ${name} = async (event) => { if (!event.${key}) return { statusCode: 400 }; return ${use}(event); };`,
  logged: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") console.log("a"); return ${use}(event); };`,
  assigned: (use, name, key) =>
    `const ${name} = async (event) => { let x = 1; if (event.${key} === "a") x = 2; else x = 3; const r = await ${use}(event); return { r, x }; };`,
  catchFallback: (use, name) =>
    `const ${name} = async (event) => { let r; try { r = await ${use}(event); } catch { r = null; } return r; };`,
  catchBoth: (use, name) =>
    `const ${name} = async (event) => { try { return await ${use}(event); } catch (e) { return ${use}(event); } };`,
  retry: (use, name) =>
    `const ${name} = async (event) => { for (let i = 0; ; i++) { try { return await ${use}(event); } catch (error) { if (i === 2) throw error; } } };`,
  whileLoop: (use, name) =>
    `const ${name} = async (event) => { let n = 2, r; while (n-- > 0) { r = await ${use}(event); } return r; };`,
  doWhile: (use, name) =>
    `const ${name} = async (event) => { let r, n = 0; do { r = await ${use}(event); } while (!r && n++ < 2); return r; };`,
  gen: (use, name) =>
    `async function* g_${name}(event) { yield ${use}(event); }\nconst ${name} = async (event) => { for await (const r of g_${name}(event)) return r; };`,
  defParam: (use, name) =>
    `const d_${name} = async (event, r = ${use}(event)) => r;\nconst ${name} = async (event) => d_${name}(event);`,
  getter: (use, name) => `const ${name} = async (event) => ({ get r() { return ${use}(event); } }).r;`,
  inherit: (use, name) =>
    `class B_${name} { async run(e) { return this.make(e); } }\nclass C_${name} extends B_${name} { async make(e) { return ${use}(e); } }\nconst ${name} = async (event) => new C_${name}().run(event);`,
  superCall: (use, name) =>
    `class B_${name} { async run(e) { return ${use}(e); } }\nclass C_${name} extends B_${name} { async run(e) { const r = await super.run(e); return { r }; } }\nconst i_${name} = new C_${name}();\nconst ${name} = async (event) => i_${name}.run(event);`,
  stat: (use, name) =>
    `class C_${name} { static async run(e) { return ${use}(e); } }\nconst ${name} = (event) => C_${name}.run(event);`,
  priv: (use, name) =>
    `class C_${name} { async #go(e) { return ${use}(e); } run = async (e) => this.#go(e); }\nconst i_${name} = new C_${name}();\nconst ${name} = (event) => i_${name}.run(event);`,
  optional: (use, name) =>
    `const o_${name} = { run: ${use} };\nconst ${name} = async (event) => o_${name}.run?.(event);`,
  callIt: (use, name) => `const ${name} = async (event) => ${use}.call(null, event);`,
  applyIt: (use, name) => `const ${name} = async (...args) => ${use}.apply(null, args);`,
  bindIt: (use, name) =>
    `const b_${name} = ${use}.bind(null);\nconst ${name} = async (event) => b_${name}(event);`,
  spread: (use, name) => `const ${name} = async (...args) => ${use}(...args);`,
  iife: (use, name) => `const ${name} = async (event) => (async () => ${use}(event))();`,
  promise: (use, name) =>
    `const ${name} = (event) => new Promise((resolve, reject) => { ${use}(event).then(resolve, reject); });`,
  finallyIt: (use, name) =>
    `const ${name} = (event) => fa(event).then((r) => ${use}(event)).finally(() => {});`,
  pipeline: (use, name) =>
    `const s_${name} = [fa, ${use}, fb];\nconst ${name} = async (event) => { for (const step of s_${name}) { await step(event); } return event; };`,
  pipeReduce: (use, name) =>
    `const s_${name} = [fa, ${use}];\nconst ${name} = async (event) => s_${name}.reduce(async (all, step) => { await all; return step(event); }, null);`,
  compose: (use, name) =>
    `const pipe_${name} = (...fs) => async (x) => { let r; for (const f of fs) r = await f(x); return r; };\nconst ${name} = pipe_${name}(fa, ${use}, fb);`,
  allOf: (use, name) =>
    `const ${name} = async (event) => Promise.all([fa(event), ${use}(event), fb(event)]);`,
  allSettled: (use, name) =>
    `const ${name} = async (event) => { const [r] = await Promise.allSettled([${use}(event), fa(event)]); return r; };`,
  recursion: (use, name) =>
    `const r_${name} = async (event, n) => (n === 0 ? ${use}(event) : r_${name}(event, n - 1));\nconst ${name} = async (event) => r_${name}(event, 2);`,
  bus: (use, name) =>
    `const l_${name} = [];\nconst on_${name} = (f) => l_${name}.push(f);\non_${name}((e) => ${use}(e));\nconst ${name} = async (event) => { for (const f of l_${name}) await f(event); };`,
  closure: (use, name) =>
    `const mk_${name} = (dep) => async (event) => dep(event);\nconst ${name} = mk_${name}(${use});`,
  lateAssign: (use, name) =>
    `let f_${name};\nf_${name} = ${use};\nconst ${name} = async (event) => f_${name}(event);`,
  guardKnown: (use, name, key) =>
    `const ok_${name} = ["a", "b", "c"];\nconst ${name} = async (event) => { if (!ok_${name}.includes(event.${key})) { return { statusCode: 400, body: "unknown" }; } return ${use}(event); };`,
  guardSwitch: (use, name, key) =>
    `const ${name} = async (event) => { switch (event.${key}) { case "a": case "b": case "c": return ${use}(event); default: throw new Error("unknown"); } };`,
  guardElse: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key}) { return ${use}(event); } else { return { statusCode: 404 }; } };`,
  lengthGuard: (use, name) =>
    `const ${name} = async (event) => { if (event.Records.length === 0) return; return ${use}(event); };`,
  sometimesMore: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") { await fa(event); } const r = await ${use}(event); if (event.${key} === "b") { await fb(r); } return r; };`,
  nullish: (use, name) =>
    `const ${name} = async (event) => { const r = event.nothing ?? (await ${use}(event)); return r; };`,
  validateFirst: (use, name) =>
    `const v_${name} = async (event) => { const r = await ${use}(event); if (!r) throw new Error("x"); };\nconst ${name} = async (event) => { await v_${name}(event); return fa(event); };`,
  mapper: (use, name) =>
    `const ${name} = async (event) => { const out = []; event.Records.forEach((r) => out.push(${use}(event))); return Promise.all(out); };`,
  ternGuard: (use, name, key) =>
    `const ${name} = async (event) => event.${key} ? ${use}(event) : { statusCode: 404 };`,
  ternGuard2: (use, name, key) =>
    `const ${name} = async (event) => !event.${key} ? { statusCode: 400, body: "Bad Request" } : { statusCode: 200, body: await ${use}(event) };`,
  ternThrow: (use, name, key) =>
    `const ${name} = async (event) => event.${key} ? ${use}(event) : Promise.reject(new Error("missing"));`,
  parse: (use, name) =>
    `const ${name} = async (event) => { const body = typeof event === "string" ? JSON.parse(event) : event; return ${use}(body); };`,
  tryParse: (use, name) =>
    `const ${name} = async (event) => { let body; try { body = JSON.parse(JSON.stringify(event)); } catch { return { statusCode: 400 }; } return ${use}(body); };`,
  authFirst: (use, name, key) =>
    `const au_${name} = (e) => { if (e.${key} === "zzz") throw new Error("Unauthorized"); };\nconst ${name} = async (event) => { au_${name}(event); return ${use}(event); };`,
  okFlag: (use, name, key) =>
    `const ${name} = async (event) => { const ok = event.${key} !== "zzz"; if (!ok) { console.warn("skipped"); return; } await ${use}(event); };`,
  nestedGuard: (use, name) =>
    `const ${name} = async (event) => { if (event.Records) { for (const r of event.Records) { if (r) { await ${use}(event); } } } };`,
  labelled: (use, name) =>
    `const ${name} = async (event) => { outer: for (const r of event.Records) { for (;;) { await ${use}(event); break outer; } } };`,
  setLater: (use, name) =>
    `const ${name} = async (event) => { const jobs = new Set(); for (const r of event.Records) jobs.add(${use}(event)); await Promise.all(jobs); };`,
  objEntries: (use, name) =>
    `const t_${name} = { one: ${use}, two: fa };\nconst ${name} = async (event) => { for (const [name, f] of Object.entries(t_${name})) await f(event); };`,
  objValues: (use, name) =>
    `const t_${name} = { one: ${use}, two: fa };\nconst ${name} = async (event) => Promise.all(Object.values(t_${name}).map((f) => f(event)));`,
  middleware: (use, name) =>
    `const u_${name} = (mw) => (next) => async (e) => { await mw(e); return next(e); };\nconst ${name} = u_${name}(${use})(fa);`,
  onion: (use, name) =>
    `const st_${name} = [async (e, next) => { await fa(e); return next(); }, async (e, next) => { const r = await next(); await ${use}(e); return r; }];\nconst ${name} = async (event) => { const go = (i) => (i < st_${name}.length ? st_${name}[i](event, () => go(i + 1)) : Promise.resolve(1)); return go(0); };`,
  builder: (use, name) =>
    `class C_${name} { #s = []; add(f) { this.#s.push(f); return this; } async run(e) { for (const f of this.#s) await f(e); } }\nconst i_${name} = new C_${name}().add(fa).add(${use});\nconst ${name} = (event) => i_${name}.run(event);`,
  indexLoop: (use, name) =>
    `const s_${name} = [fa, ${use}, fb];\nconst ${name} = async (event) => { for (let i = 0; i < s_${name}.length; i++) { await s_${name}[i](event); } };`,
  indexLoop2: (use, name) =>
    `const s_${name} = [{ run: fa }, { run: ${use} }];\nconst ${name} = async (event) => { for (let i = 0; i < s_${name}.length; i += 1) { const step = s_${name}[i]; await step.run(event); } };`,
  indexRecords: (use, name) =>
    `const ${name} = async (event) => { for (let i = 0; i < event.Records.length; i++) { await ${use}(event); } };`,
  whileIndex: (use, name) =>
    `const s_${name} = [fa, ${use}];\nconst ${name} = async (event) => { let i = 0; while (i < s_${name}.length) { await s_${name}[i](event); i++; } };`,
  forIn: (use, name) =>
    `const t_${name} = { one: fa, two: ${use} };\nconst ${name} = async (event) => { for (const name in t_${name}) await t_${name}[name](event); };`,
  forKeys: (use, name) =>
    `const t_${name} = { one: fa, two: ${use} };\nconst ${name} = async (event) => { for (const name of Object.keys(t_${name})) await t_${name}[name](event); };`,
  keysMap: (use, name) =>
    `const t_${name} = { one: fa, two: ${use} };\nconst ${name} = async (event) => Promise.all(Object.keys(t_${name}).map((name) => t_${name}[name](event)));`,
  shiftLoop: (use, name) =>
    `const ${name} = async (event) => { const todo = [fa, ${use}]; let f; while ((f = todo.shift())) await f(event); };`,
  mapValues: (use, name) =>
    `const t_${name} = new Map([["one", fa], ["two", ${use}]]);\nconst ${name} = async (event) => { for (const [, f] of t_${name}) await f(event); for (const f of t_${name}.values()) await f(event); };`,
  objectsLoop: (use, name) =>
    `const t_${name} = [{ name: "one", run: fa }, { name: "two", run: (e) => ${use}(e) }];\nconst ${name} = async (event) => { for (const { name, run } of t_${name}) { console.log(name); await run(event); } };`,
  objectsMap: (use, name) =>
    `const t_${name} = [{ run: fa }, { run: ${use} }];\nconst ${name} = async (event) => Promise.all(t_${name}.map(({ run }) => run(event)));`,
  classes: (use, name) =>
    `class A_${name} { async run(e) { return fa(e); } }\nclass B_${name} { async run(e) { return ${use}(e); } }\nconst ${name} = async (event) => { for (const one of [new A_${name}(), new B_${name}()]) await one.run(event); };`,
  classes2: (use, name) =>
    `class A_${name} { async run(e) { return fa(e); } }\nclass B_${name} { async run(e) { return ${use}(e); } }\nconst l_${name} = [A_${name}, B_${name}].map((K) => new K());\nconst ${name} = async (event) => Promise.all(l_${name}.map((one) => one.run(event)));`,
  template: (use, name) => `const ${name} = async (event) => \`\${await ${use}(event)}\`;`,
  destructured: (use, name) =>
    `const ${name} = async ({ ...event }) => { const [r] = [await ${use}(event)]; return r; };`,
  symbolIter: (use, name) =>
    `const it_${name} = { *[Symbol.iterator]() { yield 1; yield 2; } };\nconst ${name} = async (event) => { for (const x of it_${name}) { await ${use}(event); } };`,
};

/** There are several ways, and all of them use it. */
export const BY_EVERY_WAY: Readonly<Record<string, Piece>> = {
  ifElse: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") { await ${use}(event); return 1; } else { const r = await ${use}(event); return [r]; } };`,
  ternary: (use, name, key) =>
    `const ${name} = async (event) => event.${key} === "a" ? ${use}(event) : [await ${use}(event)];`,
  switchAll: (use, name, key) =>
    `const ${name} = async (event) => { switch (event.${key}) { case "a": return ${use}(event); case "b": return [await ${use}(event)]; default: { const r = await ${use}(event); return r; } } };`,
  earlyBoth: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") return ${use}(event); const r = await ${use}(event); return [r]; };`,
  tableAll: (use, name, key) =>
    `const t_${name} = { a: async (e) => ${use}(e), b: async (e) => [await ${use}(e)], c: (e) => ${use}(e) };\nconst ${name} = (event) => t_${name}[event.${key}](event);`,
  switchThen: (use, name, key) =>
    `const ${name} = async (event) => { let out; switch (event.${key}) { case "a": out = 1; break; case "b": out = 2; break; default: out = 3; } return [out, await ${use}(event)]; };`,
  branchesThen: (use, name, key) =>
    `const ${name} = async (event) => { let out; if (event.${key} === "a") { out = await fa(event); } else if (event.${key} === "b") { out = await fb(event); } else { out = await fc(event); } return ${use}(out); };`,
  nestedBoth: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") return ${use}(event); if (event.${key} === "b") { return ${use}(event); } return ${use}(event); };`,
  orBoth: (use, name, key) =>
    `const ${name} = async (event) => (event.${key} === "a" && (await ${use}(event))) || ${use}(event);`,
  ifNotElse: (use, name, key) =>
    `const ${name} = async (event) => { const isA = event.${key} === "a"; if (isA) await ${use}(event); if (!isA) await ${use}(event); };`,
  chosen: (use, name, key) =>
    `const ${name} = async (event) => { const f = event.${key} === "a" ? ${use} : async (e) => ${use}(e); return f(event); };`,
  helperBoth: (use, name, key) =>
    `const x_${name} = async (event) => ({ r: await ${use}(event) });\nconst ${name} = async (event) => { if (event.${key} === "a") { const r = await x_${name}(event); return { statusCode: 200, r }; } const r = await x_${name}(event); return { statusCode: 201, r }; };`,
  classPick: (use, name, key) =>
    `class A_${name} { async run(e) { return ${use}(e); } }\nclass B_${name} { async run(e) { return [await ${use}(e)]; } }\nconst ${name} = (event) => (event.${key} === "a" ? new A_${name}() : new B_${name}()).run(event);`,
  fall: (use, name, key) =>
    `const ${name} = async (event) => { switch (event.${key}) { case "a": await fa(event); case "b": return ${use}(event); default: return [await ${use}(event)]; } };`,
  defaultFirst: (use, name, key) =>
    `const ${name} = async (event) => { switch (event.${key}) { default: return ${use}(event); case "a": { await fa(event); return ${use}(event); } } };`,
  orTest: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a" || event.${key} === "b") return ${use}(event); else return [await ${use}(event)]; };`,
  nestTern: (use, name, key) =>
    `const ${name} = async (event) => event.${key} === "a" ? ${use}(event) : event.${key} === "b" ? [await ${use}(event)] : ${use}(event);`,
  chainAll: (use, name, key) =>
    `const ${name} = async (event) => { let r; if (event.${key} === "a") { r = await ${use}(event); } else if (event.${key} === "b") { r = [await ${use}(event)]; } else { r = await ${use}(event); } return r; };`,
  oppositeText: (use, name, key) =>
    `const ${name} = async (event) => { let r; if (event.${key} === "a") { r = await ${use}(event); } if (event.${key} !== "a") { r = await ${use}(event); } return r; };`,
  tableDefault: (use, name, key) =>
    `const t_${name} = { a: (e) => ${use}(e) };\nconst ${name} = async (event) => (t_${name}[event.${key}] ?? ${use})(event);`,
  tableDefault2: (use, name, key) =>
    `const t_${name} = { a: async (e) => [await ${use}(e)] };\nconst ${name} = async (event) => { const f = t_${name}[event.${key}] || ${use}; return f(event); };`,
  canHandle: (use, name, key) =>
    `const h_${name} = [{ can: (e) => e.${key} === "a", run: (e) => ${use}(e) }, { can: (e) => e.${key} !== "a", run: async (e) => [await ${use}(e)] }];\nconst ${name} = async (event) => { for (const h of h_${name}) { if (h.can(event)) return h.run(event); } };`,
  baseRun: (use, name, key) =>
    `class B_${name} { async run(e) { const r = await ${use}(e); return this.after(r); } }\nclass X_${name} extends B_${name} { after(r) { return r; } }\nclass Y_${name} extends B_${name} { after(r) { return [r]; } }\nconst ${name} = async (event) => { const it = event.${key} === "a" ? new X_${name}() : new Y_${name}(); return it.run(event); };`,
  sharedAfter: (use, name, key) =>
    `const out_${name} = async (kind, e) => ({ kind, r: await ${use}(e) });\nconst ${name} = async (event) => { switch (event.${key}) { case "a": return out_${name}("a", event); case "b": return out_${name}("b", event); default: return out_${name}("other", event); } };`,
  retTable: (use, name, key) =>
    `const t_${name} = { a: fa, b: fb, c: fc };\nconst ${name} = async (event) => { const r = await t_${name}[event.${key}](event); return ${use}(r); };`,
  thenAfter: (use, name, key) =>
    `const ${name} = (event) => (event.${key} === "a" ? fa(event) : fb(event)).then((r) => ${use}(r));`,
  respond: (use, name, key) =>
    `const respond_${name} = async (status, body) => ({ status, body: await ${use}(body) });\nconst ${name} = async (event) => { if (event.${key} === "a") { return respond_${name}(200, event); } return respond_${name}(404, event); };`,
  inARow: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") await ${use}(event); await fa(event); if (event.${key} === "b") await ${use}(event); await fb(event); if (event.${key} === "c") await ${use}(event); return event; };`,
  handledInARow: (use, name, key) =>
    `const h_${name} = (kind) => async (e) => { if (e.${key} !== kind) return false; await ${use}(e); return true; };\nconst a_${name} = h_${name}("a");\nconst b_${name} = h_${name}("b");\nconst ${name} = async (event) => { if (await a_${name}(event)) return event; if (await b_${name}(event)) return event; return ${use}(event); };`,
  leftInARow: (use, name, key) =>
    `const ${name} = async (event) => { if (event.Records && event.${key} === "a") return ${use}(event); if (event.Records && event.${key} === "b") return [await ${use}(event)]; const r = await ${use}(event); return r; };`,
};

/** One of two or three ways does. */
export const BY_ONE_WAY: Readonly<Record<string, Piece>> = {
  ifA: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") { return ${use}(event); } return fa(event); };`,
  ifAElse: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") { return ${use}(event); } else { return fa(event); } };`,
  ifBElseIf: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "b") { return fb(event); } else if (event.${key} === "a") { return ${use}(event); } else { return fc(event); } };`,
  switchA: (use, name, key) =>
    `const ${name} = async (event) => { switch (event.${key}) { case "a": return ${use}(event); case "b": return fb(event); default: return fc(event); } };`,
  switchBreak: (use, name, key) =>
    `const ${name} = async (event) => { let out; switch (event.${key}) { case "a": out = await ${use}(event); break; case "b": out = await fb(event); break; case "c": out = await fc(event); break; } return out; };`,
  table: (use, name, key) =>
    `const t_${name} = { a: (e) => ${use}(e), b: (e) => fb(e), c: (e) => fc(e) };\nconst ${name} = async (event) => t_${name}[event.${key}](event);`,
  tableRef: (use, name, key) =>
    `const t_${name} = { a: ${use}, b: fb, c: fc };\nconst ${name} = async (event) => { const f = t_${name}[event.${key}]; return f(event); };`,
  mapTable: (use, name, key) =>
    `const t_${name} = new Map([["a", ${use}], ["b", fb], ["c", fc]]);\nconst ${name} = async (event) => t_${name}.get(event.${key})(event);`,
  ternary1: (use, name, key) =>
    `const ${name} = async (event) => event.${key} === "a" ? ${use}(event) : fb(event);`,
  destruct: (use, name, key) =>
    `const ${name} = async (event) => { const { ${key}: kind } = event; if (kind === "a") { const r = await ${use}(event); return { r }; } return fb(event); };`,
  factory: (use, name, key) =>
    `const mk_${name} = (kind) => { switch (kind) { case "a": return ${use}; case "b": return fb; default: return fc; } };\nconst ${name} = async (event) => mk_${name}(event.${key})(event);`,
  classPick1: (use, name, key) =>
    `class A_${name} { async run(e) { return ${use}(e); } }\nclass B_${name} { async run(e) { return fb(e); } }\nconst mk_${name} = (kind) => kind === "a" ? new A_${name}() : new B_${name}();\nconst ${name} = (event) => mk_${name}(event.${key}).run(event);`,
  classIf: (use, name, key) =>
    `class C_${name} { async handle(event) { if (event.${key} === "a") { return this.a(event); } return this.b(event); } async a(e) { return ${use}(e); } async b(e) { return fb(e); } }\nconst i_${name} = new C_${name}();\nconst ${name} = async (event) => i_${name}.handle(event);`,
  find: (use, name, key) =>
    `const r_${name} = [{ kind: "a", run: (e) => ${use}(e) }, { kind: "b", run: fb }, { kind: "c", run: fc }];\nconst ${name} = async (event) => { const route = r_${name}.find((r) => r.kind === event.${key}); return route.run(event); };`,
  pattern: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key}.startsWith("a")) return ${use}(event); return fb(event); };`,
  includes: (use, name, key) =>
    `const ${name} = async (event) => { if (["a"].includes(event.${key})) return ${use}(event); return fb(event); };`,
  dynKey: (use, name, key) =>
    `const t_${name} = {};\nt_${name}.a = (e) => ${use}(e);\nt_${name}.b = fb;\nt_${name}.c = fc;\nconst ${name} = async (event) => t_${name}[event.${key}](event);`,
  switchTrue: (use, name, key) =>
    `const ${name} = async (event) => { switch (true) { case event.${key} === "a": return ${use}(event); case event.${key} === "b": return fb(event); default: return fc(event); } };`,
  andA: (use, name, key) =>
    `const isA_${name} = (event) => event.${key} === "a";\nconst ${name} = async (event) => { if (isA_${name}(event)) { return ${use}(event); } return fb(event); };`,
  laterIf: (use, name, key) =>
    `const ${name} = async (event) => { const r = await fa(event); if (event.${key} === "a") { await ${use}(event); } return r; };`,
  regex: (use, name, key) =>
    `const ${name} = async (event) => { if (/^a/.test(event.${key})) { return ${use}(event); } return fb(event); };`,
  chain: (use, name, key) =>
    `const h_${name} = [{ can: (e) => e.${key} === "a", run: (e) => ${use}(e) }, { can: (e) => e.${key} === "b", run: fb }, { can: () => true, run: fc }];\nconst ${name} = async (event) => { const h = h_${name}.find((one) => one.can(event)); return h.run(event); };`,
  chainLoop: (use, name, key) =>
    `const h_${name} = [{ can: (e) => e.${key} === "a", run: (e) => ${use}(e) }, { can: (e) => e.${key} !== "a", run: fb }];\nconst ${name} = async (event) => { for (const h of h_${name}) { if (h.can(event)) return h.run(event); } };`,
  poly: (use, name, key) =>
    `class A_${name} { async run(e) { return ${use}(e); } }\nclass B_${name} { async run(e) { return fb(e); } }\nconst t_${name} = { a: A_${name}, b: B_${name}, c: B_${name} };\nconst ${name} = async (event) => new t_${name}[event.${key}]().run(event);`,
  router: (use, name, key) =>
    `class R_${name} { routes = {}; add(name, f) { this.routes[name] = f; return this; } async run(e) { return this.routes[e.${key}](e); } }\nconst r_${name} = new R_${name}().add("a", (e) => ${use}(e)).add("b", fb).add("c", fc);\nconst ${name} = async (event) => r_${name}.run(event);`,
  routerMap: (use, name, key) =>
    `const r_${name} = new Map();\nr_${name}.set("a", (e) => ${use}(e));\nr_${name}.set("b", fb);\nr_${name}.set("c", fc);\nconst ${name} = async (event) => { const f = r_${name}.get(event.${key}); if (!f) throw new Error("none"); return f(event); };`,
  letThen: (use, name, key) =>
    `const ${name} = async (event) => { let r = await fa(event); switch (event.${key}) { case "a": { r = await ${use}(event); break; } case "b": { r = await fb(event); break; } default: { r = await fc(event); } } return { r }; };`,
  methods: (use, name, key) =>
    `class C_${name} { async a(e) { return ${use}(e); } async b(e) { return fb(e); } async c(e) { return fc(e); } }\nconst i_${name} = new C_${name}();\nconst ${name} = async (event) => i_${name}[event.${key}](event);`,
  andOr: (use, name, key) =>
    `const ${name} = async (event) => (event.${key} === "a" && ${use}(event)) || fb(event);`,
  retFn: (use, name, key) =>
    `const mk_${name} = (event) => { if (event.${key} === "a") return () => ${use}(event); return () => fb(event); };\nconst ${name} = async (event) => { const go = mk_${name}(event); return go(); };`,
  thenIf: (use, name, key) =>
    `const ${name} = (event) => fa(event).then((r) => { if (event.${key} === "a") return ${use}(event); return fb(event); });`,
  onError: (use, name) =>
    `const ${name} = async (event) => { try { return await fa(event); } catch (error) { return ${use}(event); } };`,
  catchIt: (use, name) => `const ${name} = (event) => fa(event).catch((e) => ${use}(event));`,
  oneInARow: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") await ${use}(event); await fa(event); if (event.${key} === "b") await fb(event); await fc(event); if (event.${key} === "c") await fc(event); return event; };`,
  sameInARow: (use, name, key) =>
    `const ${name} = async (event) => { if (event.${key} === "a") await ${use}(event); await fa(event); if (event.${key} === "a") await ${use}(event); await fb(event); if (event.${key} === "a") await ${use}(event); return event; };`,
  leftByOne: (use, name, key) =>
    `const ${name} = async (event) => { if (event.Records && event.${key} === "a") return ${use}(event); if (event.Records && event.${key} === "b") return fb(event); return fc(event); };`,
};
