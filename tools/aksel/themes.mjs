// Makes Aksel's dark theme follow the device as well: what holds under `.dark` also holds for `html.auto` when
// the device asks for dark. Both hold on screens only, so that paper is always dark on white.
import postcss from "postcss";
import selectors from "postcss-selector-parser";

const FOLLOWS_DEVICE = "html.auto";

export function followDevice(root) {
  const darkRules = [];
  root.walkRules((rule) => { if (splitDark(rule).dark.length > 0) darkRules.push(rule); });
  for (const rule of darkRules) {
    const { dark, other } = splitDark(rule);
    if (other.length > 0) continue; // roles such as --ax-bg-soft: they read the tokens that the other rules set
    const onScreen = media("screen", rule.clone());
    const byDevice = media("screen and (prefers-color-scheme: dark)", rule.clone({
      selector: dark.map((selector) => selector.replaceAll(".dark", FOLLOWS_DEVICE)).join(", "),
    }));
    rule.replaceWith(onScreen, byDevice);
  }
}

function splitDark(rule) {
  const parts = { dark: [], other: [] };
  selectors((list) => list.each((selector) => {
    let dark = false;
    selector.walkClasses((name) => { dark ||= name.value === "dark"; });
    parts[dark ? "dark" : "other"].push(String(selector).trim());
  })).processSync(rule.selector);
  return parts;
}

function media(params, rule) {
  return postcss.atRule({ name: "media", params, nodes: [rule] });
}
