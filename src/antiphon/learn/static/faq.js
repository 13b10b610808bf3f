// Questions open by link, and are found by their words.

import { $, $$ } from "./dom.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function faq() {
  const questions = $$("#faq details");
  const open = () => {
    const question = questions.find((each) => `#${each.id}` === location.hash);
    if (!question) return;
    question.open = true;
    question.scrollIntoView();
    $("summary", question).focus({ preventScroll: true });
  };
  addEventListener("hashchange", open);
  open();

  const search = $("#search");
  $(".search").hidden = false;
  search.addEventListener("input", () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    for (const question of questions) {
      const text = plain(question.textContent);
      // The browser's own search still finds what this one leaves out.
      question.hidden = wanted.every((word) => text.includes(word)) ? false : "until-found";
    }
    $(".search .nothing").hidden = questions.some((question) => !question.hidden);
  });
}
