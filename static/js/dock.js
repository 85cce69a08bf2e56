// @ts-check
// The dock lies over the foot of the screen, and the page ends that much higher.

const dock = document.getElementById("dock");

if (dock) {
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);
  dock.classList.add("dock--fixed");
}
