// Shows what holds in a state, and hides the rest: data-while names the states in which something is shown.
export function showWhile(state, within = document) {
  for (const each of within.querySelectorAll("[data-while]")) {
    each.hidden = !each.dataset.while.split(" ").includes(state);
  }
}
