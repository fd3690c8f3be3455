import { spawnSync } from "node:child_process";

/** Reports a Node process's peak of resident memory on its last line of stderr, in kB. */
const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\n"+process.resourceUsage().maxRSS))';

/** Wall time of a command in ms. Throws when it fails: 1 is a linter's answer, more is none. */
export function timeOf([command, ...args], cwd = process.cwd()) {
  const start = performance.now();
  run(command, args, cwd);
  return performance.now() - start;
}

/** Peak of resident memory of a Node command in bytes. */
export function peakOf([, ...args]) {
  const { stderr } = run(process.execPath, ["--import", PEAK, ...args]);
  return Number(stderr.trim().split("\n").at(-1)) * 1024;
}

/** On the last line of stderr: CPU time in ms, peak of resident memory in bytes. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>{const u=process.cpuUsage();process.stderr.write("\\n"+(u.user+u.system)/1000+" "+process.resourceUsage().maxRSS*1024)})';

/** CPU time of user and system in ms, and peak of resident memory in bytes, of a Node command. Throws as `timeOf` does. */
export function usageOf(args) {
  const { stderr } = run(process.execPath, ["--import", USAGE, ...args], process.cwd());
  const [ms, bytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { ms, bytes };
}

/**
 * Medians of `runs` runs in ms, taken in turn, so that what else the machine does meets both alike. `before` is called
 * before each run of the tool.
 */
export function compare(tool, peer, runs, { cwd = process.cwd(), before = () => {} } = {}) {
  const times = { tool: [], peer: [] };
  for (let run = 0; run < runs; run += 1) {
    times.peer.push(timeOf(peer, cwd));
    before();
    times.tool.push(timeOf(tool, cwd));
  }
  return { tool: median(times.tool), peer: median(times.peer) };
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.error !== undefined) throw done.error;
  if (done.status === null || done.status > 1) {
    throw new Error(`${command} ${args.join(" ")} exited with ${done.status}:\n${done.stderr}`);
  }
  return done;
}
