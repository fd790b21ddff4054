// Heard and seen until somebody has it: a tone and a title that flashes, also while the tab is hidden.
const title = document.title;
const button = document.querySelector("[data-sound]");
let sound, beating, flash;

export function ring(count) {
  clearInterval(beating);
  document.title = title;
  button.hidden = true;
  if (!count) return;
  beating = setInterval(beat, 1000, count);
  beat(count);
}

function beat(count) {
  flash = !flash;
  document.title = flash ? `(${count}) ‼ ${title}` : title;
  sound ??= new AudioContext();
  const isSilent = sound.state !== "running";
  if (button.hidden === isSilent) button.hidden = !isSilent;
  if (isSilent) return;
  const tone = sound.createOscillator();
  tone.frequency.value = flash ? 880 : 660;
  tone.connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.3);
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(300);
}

// A browser lets a page be heard from the first tap or key on; the button is there to be that tap.
for (const gesture of ["click", "keydown"]) addEventListener(gesture, () => sound?.resume(), true);
