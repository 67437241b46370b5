// Bundles GraphiQL and what it needs into ../graphiql.js and ../graphiql.css, and their licences into ../LICENSES.txt.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

// The fonts are `data:` addresses, which a strict content security policy refuses; app.css names fonts of the system.
const withoutFonts = {
  name: "without-fonts",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    })),
};

const result = await build({
  entryPoints: { graphiql: "entry.js" },
  outdir: "..",
  bundle: true,
  format: "esm",
  minify: true,
  legalComments: "none",
  metafile: true,
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [withoutFonts],
});

// The folder of the package that a bundled file comes from: node_modules/name or node_modules/@scope/name, the innermost.
const packageFolder = (file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
const folders = [...new Set(Object.keys(result.metafile.inputs).map(packageFolder).filter(Boolean))].sort();

const texts = new Map();
for (const folder of folders) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").replace(/\r/g, "").replace(/[ \t]+$/gm, "").trim() : `${license} (the package carries no licence file)`;
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
}
writeFileSync(
  "../LICENSES.txt",
  "graphiql.js and graphiql.css hold code of these npm packages.\n" +
    [...texts].map(([text, names]) => `\n${"=".repeat(100)}\n${names.join("\n")}\n${"-".repeat(100)}\n${text}\n`).join(""),
);
