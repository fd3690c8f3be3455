import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { ExternalValue, MadeValue, Value } from "./values.js";

/** `app.get("/orders", authorize, list)`: its callbacks are run together. */
export interface Route {
  readonly method: string;
  /** The path, or the event's name. */
  readonly path: string;
  readonly callbacks: readonly Value[];
}

/** Routes by the value that stands for each. */
interface KnownRoutes {
  get(value: Value): Route | undefined;
  has(value: Value): boolean;
}

/** What most of the routes ask, a path in front of it or none. */
const MOST = 0.75;

/** How deep routers are looked for in routers. */
const DEPTH = 4;

const HARMLESS = /^(console|log|logger|Date|JSON|Object|String|Number|process|Math)$/;

const HEALTH = /(^|\/)(health(z|[-_]?check)?(\/\w+)?|ping|favicon\.ico|robots\.txt)$/i;
const MAXIMUM_TRIVIAL = 2;
/** What gives a router, of which some have their routes by other means than literals. */
const ROUTER =
  /router|^(express|application|app|hono|openapihono|koa|fastify|restify|polka|lambda-api|server)$/i;

/** A health check, a version, an answer to a preflight request: what it does without, others still need. */
export function isTrivialRoute({ method, path, callbacks }: Route): boolean {
  return (
    /^(options|head)$/.test(method) ||
    HEALTH.test(path) ||
    callbacks.every(isTrivialCallback) ||
    (method === "get" && callbacks.some(isHandshake))
  );
}

/** Such routes among others. More than two of them, at paths of their own, are what requests ask for after all. */
export function trivialAmong(routes: readonly Route[]): ReadonlySet<Route> {
  const trivial = routes.filter(isTrivialRoute);
  const own = trivial.filter(
    ({ method, path }) =>
      !/^(options|head|use)$/.test(method) && !HEALTH.test(path) && !/^\/?\*?$/.test(path),
  );
  return new Set(own.length > MAXIMUM_TRIVIAL ? trivial.filter((one) => !own.includes(one)) : trivial);
}

/** Routes that a router holds, those of routers below it among them, by the value that stands for each. */
export function routesIn(
  router: MadeValue,
  routes: KnownRoutes,
  found = new Map<Value, Route>(),
  depth = DEPTH,
): ReadonlyMap<Value, Route> {
  for (const held of router.holds) {
    const route = routes.get(held);
    if (route !== undefined) found.set(held, route);
    else if (held.kind === "made" && depth > 0) routesIn(held, routes, found, depth - 1);
  }
  return found;
}

/** `app.use("/api", [orders, reports])`. */
function listed(given: Value): readonly Value[] {
  return given.kind === "object" && given.elements !== null ? given.elements : [given];
}

/** How many ways a route stands for: a router that is mounted at a path has routes of its own. */
export function routesBelow(route: Route, routes: KnownRoutes, depth = DEPTH): number {
  let below = 0;
  for (const callback of route.callbacks.flatMap(listed)) {
    if (callback.kind !== "made" || depth === 0) continue;
    for (const one of routesIn(callback, routes).values()) {
      if (!isTrivialRoute(one) && !isMiddleware(one, routes)) below += routesBelow(one, routes, depth - 1);
    }
  }
  return Math.max(below, 1);
}

/** `app.use("/admin", authorize)`: stands before the routes below that path, and is none itself. */
export function isMiddleware({ method, callbacks }: Route, routes: KnownRoutes): boolean {
  const holdsRoutes = (value: Value, depth = 4): boolean =>
    routes.has(value) ||
    (value.kind === "made" && depth > 0 && value.holds.some((one) => holdsRoutes(one, depth - 1)));
  const stands = (value: Value): boolean =>
    value.kind === "function" ||
    (value.kind === "made" && value.from !== null && !isRouter(value.from) && !holdsRoutes(value));
  return method === "use" && callbacks.every(stands);
}

function isRouter({ source, path }: ExternalValue): boolean {
  const name = path.at(-1) ?? "default";
  return ROUTER.test(name === "default" ? source : name);
}

/** Whether most of the routes lie below a middleware's path: `app.use("/api/*", authorize)`. */
export function standsBeforeMost({ path }: Route, routes: readonly Route[]): boolean {
  const prefix = path.replace(/\/?\*+$/, "");
  const below = routes.filter((one) => one.path === prefix || one.path.startsWith(`${prefix}/`));
  return below.length >= routes.length * MOST;
}

/**
 * Meta asks once, when a webhook is set up, with a challenge to give back.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
function isHandshake(value: Value): boolean {
  return value.kind === "function" && /["'`]hub\.(challenge|verify_token)["'`]/.test(value.node.getText());
}

/** `(request, response) => response.send("ok")`: calls nothing but what it is given. */
export function isTrivialCallback(value: Value): boolean {
  if (value.kind !== "function") return false;
  const { node } = value;
  const parameters = new Set(node.parameters.map(({ name }) => name.getText()));
  const isTrivial = (at: TypeScript.Node): boolean => {
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
      let root: TypeScript.Expression = at.expression;
      while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = root.expression;
      // `this.emit(":tell", "Goodbye!")` of a table of intents.
      const isOwn = root.kind === ts.SyntaxKind.ThisKeyword && ts.isFunctionExpression(node);
      const isHarmless = ts.isIdentifier(root) && (parameters.has(root.text) || HARMLESS.test(root.text));
      if (!isOwn && !isHarmless) return false;
    }
    return ts.forEachChild(at, (child) => (isTrivial(child) ? undefined : true)) !== true;
  };
  return node.body !== undefined && isTrivial(node.body);
}
