// Nothing is put in the place of what is being pressed: a press that ends on another element than it began on is none.
const PRESS = 10_000, CLICK = 100; // milliseconds: of a press whose end nobody told; from its end to the click
let pressed = 0;
const pressing = () => Date.now() - pressed < PRESS;
const released = () => {
  pressed = 0;
  document.dispatchEvent(new CustomEvent('released'));
};
addEventListener('pointerdown', () => { pressed = Date.now(); }, true);
addEventListener('keydown', ({ key }) => { if (key === ' ') pressed = Date.now(); }, true); // it presses as it is let go
for (const ends of ['pointerup', 'pointercancel', 'keyup']) {
  addEventListener(ends, () => { if (pressed) setTimeout(released, CLICK); }, true);
}
