/** The page's script, bundled: html-client.mjs makes it, for the build and for the tests alike. */
declare module "lambda-lint:html-client" {
  const script: string;
  export default script;
}
