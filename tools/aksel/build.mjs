// Builds what the app serves of Nav's design system; the README says when. Run: npm run build
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { fileURLToPath } from "node:url";
import { bundle, transform } from "lightningcss";
import postcss from "postcss";
import { iconsTemplate, symbols } from "./icons.mjs";
import { dropEmptyBlocks, dropUnusedKeyframes, dropUnusedProperties, dropUnusedRules } from "./purge.mjs";
import { followDevice } from "./themes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, "../..");
const served = path.join(project, "app/static");
const packages = path.join(here, "node_modules");
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = { safari: version(15, 4), ios_saf: version(15, 4), chrome: version(105), edge: version(105), firefox: version(121) };

function minify(css) {
  return transform({ filename: "site.css", code: Buffer.from(css), minify: true, targets }).code.toString();
}

/** Every word that templates and scripts write, class names among them. */
function writtenWords(folders) {
  const words = new Set();
  for (const folder of folders) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.(html|js)$/.test(entry.name)) continue;
      const text = fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), "utf8");
      for (const word of text.match(/[A-Za-z0-9_-]+/g) ?? []) words.add(word);
    }
  }
  return words;
}

function akselStylesheet(appCss) {
  const { code } = bundle({ filename: path.join(here, "entry.css"), minify: true, targets });
  const root = postcss.parse(code.toString());
  dropUnusedRules(root, writtenWords(["templates/components", "templates/layouts", "app/static/js"].map((folder) => path.join(project, folder))));
  dropUnusedProperties(root, appCss);
  dropUnusedKeyframes(root);
  followDevice(root);
  dropEmptyBlocks(root);
  return minify(root.toString());
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  const brotli = zlib.brotliCompressSync(text).length;
  console.log(`${path.relative(project, file).padEnd(44)} ${String(text.length).padStart(6)} bytes, ${brotli} in brotli`);
}

/** The name under which app/assets.py serves a file. */
function withHashedName(css, name, content) {
  const hash = crypto.createHash("sha256").update(content).digest("hex").slice(0, 12);
  return css.replaceAll(name, name.replace(/(\.\w+)$/, `.${hash}$1`));
}

function manifest(name) {
  return JSON.parse(fs.readFileSync(path.join(packages, name, "package.json"), "utf8"));
}

const aksel = path.join(packages, "@navikt/aksel-icons");
const icons = JSON.parse(fs.readFileSync(path.join(here, "icons.json"), "utf8"));
const drawing = { aksel, here, version: manifest("@navikt/aksel-icons").version };
write(path.join(project, "templates/components/icons.html"), iconsTemplate(icons, drawing));
write(path.join(served, "icons/symbols.svg"), symbols(icons, drawing));

const letters = fs.readFileSync(path.join(served, "fonts/trygt-sans.woff2")); // made by tools/lighter_font.py

const appCss = fs.readFileSync(path.join(served, "css/app.css"), "utf8");
const banner = `/*! @navikt/ds-css ${manifest("@navikt/ds-css").version}, MIT, see aksel.LICENSE */\n`;
const akselCss = banner + akselStylesheet(appCss);
write(path.join(served, "css/aksel.css"), akselCss);
write(path.join(served, "css/site.css"), akselCss + minify(withHashedName(appCss, "fonts/trygt-sans.woff2", letters)));
