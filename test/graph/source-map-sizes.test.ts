import { transform } from "esbuild";
import fc from "fast-check";
import { explore } from "source-map-explorer";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { parseSourceMap } from "../../src/graph/source-map-parse.js";
import { mappedBytes } from "../../src/graph/source-map-sizes.js";

type Segment = readonly [column: number, source?: number];

const SOURCES = ["0", "1", "2", "3"];
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function vlq(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    text += DIGITS.charAt((rest & 31) + (rest > 31 ? 32 : 0));
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

function mappingsOf(lines: readonly (readonly Segment[])[]): string {
  let last = 0;
  return lines
    .map((segments) => {
      let before = 0;
      return segments
        .map(([column, source]) => {
          const own = vlq(column - before);
          before = column;
          if (source === undefined) return own;
          const step = source - last;
          last = source;
          return `${own}${vlq(step)}AA`;
        })
        .join(",");
    })
    .join(";");
}

function ours(code: string, map: object): Record<string, number> {
  const parsed = parseSourceMap(Buffer.from(JSON.stringify(map)), "a.js");
  return Object.fromEntries(mappedBytes(Buffer.from(code), parsed, "a.js"));
}

async function theirs(code: string, map: object): Promise<Record<string, number>> {
  const bundle = { code: Buffer.from(code), map: Buffer.from(JSON.stringify(map)) };
  const { bundles } = await explore(bundle, { noBorderChecks: true, noRoot: true });
  const files = Object.entries(bundles[0]?.files ?? {});
  return Object.fromEntries(files.flatMap(([name, { size }]) => (/^\d+$/.test(name) ? [[name, size]] : [])));
}

function mapOf(lines: readonly (readonly Segment[])[]) {
  return { version: 3, sources: SOURCES, names: [], mappings: mappingsOf(lines) };
}

const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc.tuple(fc.nat({ max: 9 })),
  fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: SOURCES.length - 1 })),
);
const sorted = fc.array(segment, { maxLength: 6 }).map((line) => line.toSorted((a, b) => a[0] - b[0]));

describe("the bytes that a map gives to its originals", () => {
  it.each([
    ["in order", sorted],
    ["in any order", fc.array(segment, { maxLength: 6 })],
  ])("are source-map-explorer's: mappings %s", async (_, line) => {
    // Of three bytes at most: columns into a character are no places.
    const text = fc.string({ unit: fc.constantFrom("a", "Z", " ", "{", "ö", "✓"), maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 4 }),
        fc.array(line, { maxLength: 6 }),
        async (code, lines) => {
          const script = `x${code.join("\n")}x`;
          expect(ours(script, mapOf(lines))).toEqual(await theirs(script, mapOf(lines)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(["utf8", "ascii"] as const)(
    "are source-map-explorer's of what esbuild writes: %s",
    async (charset) => {
      const source = Array.from(
        { length: 40 },
        (_, n) =>
          `export function step${n}(value) {\n  if (value > ${n}) return "Größe ✓ ${n} 🚀" + value\n}\n`,
      ).join("");
      const options = { sourcemap: true, charset, sourcefile: "0", sourcesContent: false } as const;
      for (const minify of [true, false]) {
        const { code, map } = await transform(source, { ...options, minify });
        const found = ours(code, JSON.parse(map));
        expect(found).toEqual(await theirs(code, JSON.parse(map)));
        expect(found["0"]).toBeGreaterThan(1000);
      }
    },
  );

  it("count columns in UTF-16, lines by their newline alone", () => {
    const code = "'🚀✓';b\r'\u2028'\n\r\nlast";
    const lines: Segment[][] = [
      [
        [0, 0],
        [5, 1],
      ],
      [],
      [[0, 2], [1], [2, 3]],
      [[0, 0]],
    ];
    expect(ours(code, mapOf(lines))).toEqual({ "0": 9, "1": 8, "2": 1, "3": 2 });
  });

  it("are split where a part of an indexed map ends", () => {
    const sections = [
      { offset: { line: 0, column: 0 }, map: mapOf([[[0, 0]]]) },
      { offset: { line: 0, column: 3 }, map: mapOf([[[0, 1]], [[1, 2]]]) },
      { offset: { line: 2, column: 1 }, map: mapOf([[[1, 3]]]) },
    ];
    expect(ours("aaabb\n-cc\n--d", { version: 3, sections })).toEqual({ "0": 3, "5": 2, "6": 2, "11": 1 });
  });

  it.each([
    "!",
    "A",
    "AA",
    "AAA",
    "AAAA?",
    "D",
    "ADAA",
    "AAAD",
    "gggggggggggggggggA",
    "ggggggggE",
    "é",
    "AIAA",
  ])("are none where mappings can't be decoded: %s", async (mappings) => {
    const map = { version: 3, sources: SOURCES, names: [], mappings };
    const code = "let a = 1;";
    const their = await theirs(code, map).catch(() => null);
    if (their === null) expect(() => ours(code, map)).toThrow(InputError);
    else expect(ours(code, map)).toEqual(their);
  });
});
