// Which sections are read, which one is shown, and the ways between them.

import { $, $$ } from "./dom.js";
import { progress } from "./progress.js";
import { words } from "./words.js";

const DWELL = 600;

export function sections() {
  const lesson = document.body.dataset.lesson;
  const all = $$("section[data-section]");
  const minutes = Number(document.body.dataset.minutes);
  const links = new Map($$(".side nav a").map((link) => [link.hash.slice(1), link]));
  $(".progress").hidden = false;

  progress.listen((state) => {
    const read = all.filter((section) => state.sections.includes(`${lesson}#${section.id}`));
    const percent = Math.round((read.length / all.length) * 100);
    $("#bar").value = percent;
    $("#percent").textContent = words.percent(percent);
    $("#left").textContent = words.left(Math.ceil(minutes * (1 - read.length / all.length)));
    for (const section of all) {
      const done = read.includes(section);
      const mark = $(".mark", section);
      mark.hidden = false;
      mark.setAttribute("aria-pressed", String(done));
      if (done) mark.textContent = `✓ ${words.read}`;
      links.get(section.id)?.classList.toggle("read", done);
    }
  });

  for (const section of all) {
    $(".mark", section).addEventListener("click", () => progress.read(`${lesson}#${section.id}`));
  }
  watchEnds(all, lesson);
  watchCurrent(links);
  keys();
}

// A section counts as read when its end has been in view for a moment: passing it on a jump is not reading.
function watchEnds(all, lesson) {
  const waiting = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = target.closest("section").id;
      clearTimeout(waiting.get(id));
      if (isIntersecting) waiting.set(id, setTimeout(() => progress.read(`${lesson}#${id}`), DWELL));
    }
  });
  all.forEach((section) => observer.observe($(".end", section)));
}

let current = null;

function watchCurrent(links) {
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const find = () => {
    const line = innerHeight / 3;
    current = places.findLast((place) => place.getBoundingClientRect().top <= line) ?? null;
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; find(); });
  }, { passive: true });
  find();
  // The other language shows the same place.
  $("#language").addEventListener("click", (event) => {
    event.currentTarget.hash = current?.id ?? location.hash;
  });
}

function keys() {
  addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") $("a[rel=prev]")?.click();
    else if (event.key === "ArrowRight") $("a[rel=next]")?.click();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });
}

function step(by) {
  const links = $$(".side nav a");
  const here = links.findIndex((link) => link.hash.slice(1) === current?.id);
  links[Math.max(0, Math.min(links.length - 1, here + by))]?.click();
}
