import type { CodeReference } from "./declared.js";
import type { Resource } from "./stack.js";
import { isValueMap, shownText, staticText, type Value } from "./value.js";

const UNKNOWN_CODE: CodeReference = { kind: "unknown" };

/** Where a function's code is. */
export function functionCode(resource: Resource): CodeReference {
  const isSam = resource.type === "AWS::Serverless::Function";
  if (staticText(resource.property("PackageType")) === "Image") return { kind: "image" };
  const image = isSam ? resource.property("ImageUri") : resource.property("Code", "ImageUri");
  if (image !== undefined) return { kind: "image" };
  const inline = isSam ? resource.property("InlineCode") : resource.property("Code", "ZipFile");
  if (inline !== undefined) {
    const text = staticText(inline);
    return text === null ? UNKNOWN_CODE : { kind: "inline", text };
  }
  if (!isSam) return assetOr(resource, bucketOrPath(resource.property("Code"), "S3Bucket", "S3Key"));
  return bucketOrPath(resource.property("CodeUri"), "Bucket", "Key");
}

/** Where a layer's files are. */
export function layerCode(resource: Resource): CodeReference {
  if (resource.type === "AWS::Lambda::LayerVersion")
    return assetOr(resource, bucketOrPath(resource.property("Content"), "S3Bucket", "S3Key"));
  return bucketOrPath(resource.property("ContentUri"), "Bucket", "Key");
}

/** Where a nested stack's template is. */
export function stackTemplate(resource: Resource): CodeReference {
  if (resource.type === "AWS::Serverless::Application") return pathOrUrl(resource.property("Location"));
  return assetOr(resource, pathOrUrl(resource.property("TemplateURL")));
}

/** What a CDK app says of the asset behind a property, unless `sam build` has put its own path there since. */
function assetOr(resource: Resource, written: CodeReference): CodeReference {
  if (written.kind === "path") return written;
  const path = staticText(resource.metadata("aws:asset:path"));
  return path === null || path === "" ? written : { kind: "path", path };
}

function bucketOrPath(value: Value | undefined, bucketKey: string, objectKey: string): CodeReference {
  if (!isValueMap(value)) return pathOrUrl(value);
  const key = staticText(value.get(objectKey));
  return key === null ? UNKNOWN_CODE : { kind: "object", bucket: staticText(value.get(bucketKey)), key };
}

function pathOrUrl(value: Value | undefined): CodeReference {
  const shown = shownText(value);
  if (shown === null || shown === "") return UNKNOWN_CODE;
  if (/^(s3|https?):\/\//i.test(shown)) return objectOfUrl(shown);
  return shown.includes("${") ? UNKNOWN_CODE : { kind: "path", path: shown };
}

/** s3://bucket/key, https://s3.region.amazonaws.com/bucket/key or https://bucket.s3.region.amazonaws.com/key. */
function objectOfUrl(url: string): CodeReference {
  const [, scheme = "", host = "", path = ""] = /^(\w+):\/\/([^/]*)\/?(.*)$/s.exec(url) ?? [];
  const [first = "", ...rest] = path.split("/");
  const [bucket, key] =
    scheme.toLowerCase() === "s3"
      ? [host, path]
      : /^s3[.-]/.test(host)
        ? [first, rest.join("/")]
        : [/^(.+)\.s3[.-]/.exec(host)?.[1] ?? null, path];
  if (key === "" || key.includes("${")) return UNKNOWN_CODE;
  return { kind: "object", bucket: bucket === null || bucket.includes("${") ? null : bucket, key };
}
