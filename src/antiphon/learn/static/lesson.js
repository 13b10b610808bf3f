// What a page needs: its sections, questions, quiz, boxes, notes, and the progress in them.

import { $, $$, copied, language } from "./dom.js";
import { progress } from "./progress.js";
import { words } from "./words.js";

function sync() {
  const shown = $("#sync");
  const style = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const unsaved = shown.textContent;
  progress.listen(({ updated }, trouble) => {
    const moment = updated ? new Date(updated) : null;
    const time = moment && !Number.isNaN(moment.valueOf()) ? style.format(moment) : unsaved;
    const text = trouble ? `${time} (${words[trouble]})` : time;
    if (shown.textContent !== text) shown.textContent = text;
    shown.title = updated ?? "";
  });
}

function devices() {
  const link = $("#link");
  $(".devices").hidden = false;
  progress.listen(({ code }) => {
    const url = new URL(location.pathname, location.href);
    url.searchParams.set("code", code);
    link.href = url;
    $("#code").textContent = code;
  });
  link.addEventListener("click", (event) => {
    // Here it leads to where one is already; it is for other devices.
    event.preventDefault();
    copied(link.href).then(() => { link.dataset.done = words.copied; });
  });
  $("#device").addEventListener("submit", (event) => {
    event.preventDefault();
    progress.use($("#other-code").value.trim());
    $(".devices .verdict").textContent = words.code;
  });
}

function notes() {
  const area = $("#notes");
  const lesson = document.body.dataset.lesson;
  $(".notes").hidden = false;
  progress.listen(({ notes: kept }) => {
    const text = kept[lesson] ?? "";
    if (area.value === text) return;
    // Another device wrote as well: the cursor stays where it is.
    const { selectionStart, selectionEnd } = area;
    area.value = text;
    area.setSelectionRange(selectionStart, selectionEnd);
  });
  area.addEventListener("input", () => progress.note(lesson, area.value));
}

function series() {
  progress.listen(({ sections }) => {
    for (const entry of $$("li[data-lesson]")) {
      const read = sections.filter((place) => place.startsWith(`${entry.dataset.lesson}#`)).length;
      $(".done", entry).textContent = read ? words.done(read, entry.dataset.sections) : "";
    }
  });
}

if ($("#sync")) sync();
if ($(".devices")) devices();
if (document.body.dataset.page === "series") {
  series();
} else {
  const [{ sections }, { faq }, { quiz }, { boxes }, { codes }] = await Promise.all([
    import("./sections.js"), import("./faq.js"), import("./quiz.js"), import("./boxes.js"),
    import("./codes.js"),
  ]);
  sections();
  faq();
  quiz();
  boxes();
  codes();
  notes();
}
document.body.dataset.ready = "";
