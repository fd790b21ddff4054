// Writes templates/components/icons.html from icons.json: our name for an icon -> its name in Aksel, or a shape of ours.
// What the frame draws around every page stands in one file that a browser fetches once (icons/symbols.svg).
import fs from "node:fs";
import path from "node:path";

const HEAD = `{#
  icon(name, title=None): an icon as SVG, as large as the text around it. Without a title it is decoration.
  What is around every page is fetched once, as icons/symbols.svg; all else, an alarm's too, is drawn into its page.
  Written by tools/aksel (names: icons.json). Shapes: @navikt/aksel-icons VERSION, MIT, see app/static/css/aksel.LICENSE.
#}
`;
const MACRO = `{% macro icon(name, title=None) -%}
<svg class="icon" width="1em" height="1em" viewBox="0 0 24 24" fill="currentColor"
{%- if title %} role="img" aria-label="{{ title }}"{% else %} aria-hidden="true"{% endif %}>{% if name in SHAPES %}{{ SHAPES[name]|safe }}{% else %}<use href="{{ asset("icons/symbols.svg") }}#{{ name }}"/>{% endif %}</svg>
{%- endmacro %}
`;

const OF_THE_FRAME = ["shield", "person", "chevron-down", "arrow-left", "leave", "sun", "moon", "device"];

export function iconsTemplate(names, where) {
  const lines = Object.keys(names).filter((name) => !OF_THE_FRAME.includes(name)).map((name) => `  "${name}": '${drawn(names[name], where)}',`);
  const { version } = where;
  return `${HEAD.replace("VERSION", version)}{% set SHAPES = {\n${lines.join("\n")}\n} %}\n\n${MACRO}`;
}

/** The symbols of the frame, in one file. */
export function symbols(names, where) {
  const each = OF_THE_FRAME.map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${drawn(names[name], where)}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${each.join("\n")}\n</svg>\n`;
}

function drawn(source, { aksel, here }) {
  const file = source.endsWith(".svg") ? path.join(here, source) : path.join(aksel, "dist/svg", `${source}.svg`);
  return shape(fs.readFileSync(file, "utf8"));
}

/** A hundredth of a pixel is enough. Arcs are left alone: their flags may be written without a space. */
function rounded(d) {
  return /a/i.test(d) ? d : d.replace(/\d*\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));
}

/** What stands inside <svg>; the colour comes from the <svg> around it. */
function shape(svg) {
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  return inner.replace(/ (fill|clip-rule)="(?!none)[^"]*"/g, "").replace(/ d="([^"]+)"/g, (_, d) => ` d="${rounded(d)}"`).replace(/\s*\n\s*/g, "");
}
