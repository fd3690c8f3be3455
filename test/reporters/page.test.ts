import { describe, expect, it } from "vitest";
import { createPage, wrapped } from "../../src/reporters/page.js";

const page = createPage({ color: true, width: 30 });

describe("wrapped", () => {
  it("breaks between words, with a hanging indent, and leaves what is wider whole", () => {
    const path = "src/functions/orders/with/a/long/path.ts";
    expect(wrapped(`aaaa bbbb cccc dddd eeee ffff ${path} end`, page, 2, 4)).toEqual([
      "  aaaa bbbb cccc dddd eeee",
      "    ffff",
      `    ${path}`,
      "    end",
    ]);
  });

  it("counts no colours, and characters that take two columns as two", () => {
    const red = page.colors.red("aaaaaaaaaa");
    expect(wrapped(`${red} ${red} aaaaaaaa`, page, 0)).toHaveLength(1);
    expect(wrapped(`${red} ${red} aaaaaaaaa`, page, 0)).toHaveLength(2);
    expect(wrapped("漢字漢字漢字漢 漢字漢字漢字漢", page, 0)).toHaveLength(1);
    expect(wrapped("漢字漢字漢字漢 漢字漢字漢字漢字", page, 0)).toHaveLength(2);
  });
});
