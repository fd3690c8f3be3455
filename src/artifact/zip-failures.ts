import { InputError, messageOf, systemErrorCode } from "../errors.js";

/** Why a file that should be opened can't be: a missing one, no permission, a folder. */
export function openFailure(path: string, error: unknown, expected: string): InputError {
  const code = systemErrorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new InputError(
      {
        code: "not-found",
        path,
        message: `there is nothing here; expected ${expected}. Check the path, or build first.`,
      },
      error,
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new InputError(
      {
        code: "unreadable",
        path,
        message: `no permission to read it; expected ${expected}. Run \`chmod u+r\` on it (folders: u+rx) or run as its owner.`,
      },
      error,
    );
  }
  return new InputError(
    {
      code: "unreadable",
      path,
      message: `can't be read (${reasonOf(error)}); expected ${expected}. Check the file and the disk that it lies on.`,
    },
    error,
  );
}

/** The system's code rather than its message, which names paths of one machine. */
export function reasonOf(error: unknown): string {
  return systemErrorCode(error) ?? messageOf(error);
}

/** Words for yauzl's refusal of a file, by what the file starts with. */
export function zipFailure(path: string, head: Buffer, fileBytes: number, error: unknown): InputError {
  const reason = messageOf(error);
  if (/strong encryption/.test(reason)) return encryptedZip(path, null, error);
  if (!startsLikeZip(head)) {
    return new InputError(
      {
        code: "not-a-zip",
        path,
        message: `is no zip: ${describeHead(head, fileBytes)}; expected bytes that start with "PK". Name the zip that your build makes, or the folder.`,
      },
      error,
    );
  }
  if (/End of central directory record signature not found|unexpected EOF/.test(reason)) {
    return new InputError(
      {
        code: "truncated-zip",
        path,
        message: `starts as a zip but its directory is missing or cut off after ${fileBytes} B; expected a complete zip. Build or download it again.`,
      },
      error,
    );
  }
  return new InputError(
    {
      code: "damaged-zip",
      path,
      message: `its directory can't be read (${reason}); expected an intact zip. Test it with \`unzip -t\` and build it again.`,
    },
    error,
  );
}

export function encryptedZip(path: string, entry: string | null, error?: unknown): InputError {
  return new InputError(
    {
      code: "encrypted-zip",
      path,
      message: `${entry === null ? "its entries are" : `"${entry}" is`} encrypted; Lambda can't unpack that, expected a plain zip. Zip it again without a password.`,
    },
    error,
  );
}

/** An entry that the file is too short for. */
export function cutOff(path: string, entry: string, fileBytes: number): InputError {
  return new InputError({
    code: "damaged-zip",
    path,
    message: `its directory says that ${JSON.stringify(entry.slice(0, 200))} reaches past the file's end (${fileBytes} B); expected an intact zip. Build or download it again.`,
  });
}

export function zipBomb(path: string, found: string): InputError {
  return new InputError({
    code: "zip-bomb",
    path,
    message: `looks like a zip bomb: ${found}; expected entries that fit into the file. Don't unpack it; build the zip again.`,
  });
}

function startsLikeZip(head: Buffer): boolean {
  return (
    head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && [0x03, 0x05, 0x07].includes(head[2] ?? 0)
  );
}

function describeHead(head: Buffer, fileBytes: number): string {
  if (fileBytes === 0) return "it is empty (0 B)";
  const hex = head.subarray(0, 4).toString("hex");
  if (hex.startsWith("1f8b")) return "it starts like gzip (1f 8b)";
  if (hex === "377abcaf") return "it starts like a 7z archive";
  if (hex === "52617221") return "it starts like a rar archive";
  if (hex === "28b52ffd") return "it starts like zstd";
  if (head.subarray(257, 262).toString("latin1") === "ustar") return "it is a tar archive";
  const start = head.subarray(0, 24);
  if (start.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))) {
    return `it is text starting with ${JSON.stringify(start.toString("latin1"))}`;
  }
  return `it starts with ${hex.replace(/../g, "$& ").trim()}`;
}
