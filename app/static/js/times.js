// When the beginning of a meeting is moved, its end moves along.
const begins = document.getElementById("starts_at");
const ends = document.getElementById("ends_at");
let was = begins.valueAsNumber;

begins.addEventListener("change", () => {
  const moved = begins.valueAsNumber - was;
  if (moved && ends.value) ends.valueAsNumber += moved;
  was = begins.valueAsNumber || was;
});
