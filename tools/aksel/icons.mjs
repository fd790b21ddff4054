// Writes templates/components/icons.html from icons.json: our name for an icon -> its name in Aksel, or a shape of ours.
import fs from "node:fs";
import path from "node:path";

const HEAD = `{#
  icon(name, title=None): an icon as inline SVG, as large as the text around it. Without a title it is decoration.
  Written by tools/aksel (names: icons.json). Shapes: @navikt/aksel-icons VERSION, MIT, see app/static/css/aksel.LICENSE.
#}
`;
const MACRO = `{% macro icon(name, title=None) -%}
<svg class="icon" width="1em" height="1em" viewBox="0 0 24 24" fill="currentColor"
{%- if title %} role="img" aria-label="{{ title }}"{% else %} aria-hidden="true"{% endif %}>{{ SHAPES[name]|safe }}</svg>
{%- endmacro %}
`;

export function iconsTemplate(names, { aksel, here, version }) {
  const lines = Object.entries(names).map(([name, source]) => {
    const file = source.endsWith(".svg") ? path.join(here, source) : path.join(aksel, "dist/svg", `${source}.svg`);
    return `  "${name}": '${shape(fs.readFileSync(file, "utf8"))}',`;
  });
  return `${HEAD.replace("VERSION", version)}{% set SHAPES = {\n${lines.join("\n")}\n} %}\n\n${MACRO}`;
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
