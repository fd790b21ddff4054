// Drops what no template can ever use, and nothing else: a rule goes only when it needs a class or a colour
// name that is written nowhere. Pseudo-classes are looked into, never guessed at: a rule such as
// `.aksel-checkbox__input:where(:not(:checked)) + .aksel-checkbox__icon` is alive.
import selectors from "postcss-selector-parser";

const ALTERNATIVES = new Set([":is", ":where"]);
const NEVER_OURS = new Set([":host"]);

/** Whether an element written with these words can match; narrows :is() and :where() to what can. */
function canMatch(selector, words) {
  for (const node of [...selector.nodes]) {
    if (node.type === "class" && !words.has(node.value)) return false;
    if (node.type === "attribute" && node.attribute === "data-color" && !words.has(node.value)) return false;
    if (node.type !== "pseudo") continue;
    if (NEVER_OURS.has(node.value)) return false;
    if (!ALTERNATIVES.has(node.value)) continue;
    node.nodes.filter((inner) => !canMatch(inner, words)).forEach((inner) => inner.remove());
    if (node.nodes.length === 0) return false;
  }
  return true;
}

export function dropUnusedRules(root, words) {
  const narrow = selectors((list) => {
    list.nodes.filter((selector) => !canMatch(selector, words)).forEach((selector) => selector.remove());
  });
  root.walkRules((rule) => {
    if (isKeyframe(rule)) return;
    rule.selector = narrow.processSync(rule.selector);
    if (rule.selector.trim() === "") rule.remove();
  });
}

/** Custom properties read by nobody, again and again until none is left. */
export function dropUnusedProperties(root, otherCss) {
  let dropped;
  do {
    dropped = 0;
    const text = root.toString() + otherCss;
    const read = new Set(Array.from(text.matchAll(/var\(\s*(--[\w-]+)/g), (match) => match[1]));
    root.walkDecls(/^--/, (declaration) => {
      if (read.has(declaration.prop)) return;
      declaration.remove();
      dropped += 1;
    });
  } while (dropped > 0);
}

export function dropUnusedKeyframes(root) {
  const named = new Set();
  root.walkDecls(/^animation/, (declaration) => declaration.value.split(/[\s,]+/).forEach((word) => named.add(word)));
  root.walkAtRules(/keyframes$/, (rule) => { if (!named.has(rule.params)) rule.remove(); });
}

export function dropEmptyBlocks(root) {
  let dropped;
  do {
    dropped = 0;
    root.walk((node) => {
      if (!node.nodes || node.nodes.length > 0) return;
      node.remove();
      dropped += 1;
    });
  } while (dropped > 0);
}

function isKeyframe(rule) {
  return rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name);
}
