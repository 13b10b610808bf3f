// The quiz: options shuffled at each visit, a reason for each, and another try at what was wrong.

import { $, $$, shuffle } from "./dom.js";
import { progress } from "./progress.js";
import { words } from "./words.js";

export function quiz() {
  const lesson = document.body.dataset.lesson;
  const questions = $$("form.question").map((form) => question(form, `${lesson}#${form.id}`));
  const retry = $(".retry");

  retry.addEventListener("click", () => {
    const wrong = questions.filter((each) => each.state === "wrong");
    wrong.forEach((each) => progress.answer(each.place, -1));
    wrong[0]?.focus();
  });

  progress.listen(({ answers }) => {
    questions.forEach((each) => each.show(answers[each.place]?.[0] ?? -1));
    const answered = questions.filter((each) => each.state);
    const right = questions.filter((each) => each.state === "right");
    const whole = answered.length === questions.length;
    const score = answered.length ? words.score(right.length, questions.length) : "";
    if ($(".score").textContent !== score) $(".score").textContent = score;
    retry.hidden = !whole || right.length === questions.length;
  });
}

function question(form, place) {
  const options = $$(".option", form);
  const inputs = $$("input", form);
  const verdict = $(".verdict", form);
  const check = $("button[type=submit]", form);
  $("fieldset", form).append(...shuffle([...options]));
  check.hidden = false;

  const self = {
    place,
    state: "",
    focus: () => $("input", form).focus(),
    show(choice) {
      const chosen = options.find((option) => Number($("input", option).value) === choice);
      const state = chosen ? (chosen.dataset.right === "yes" ? "right" : "wrong") : "";
      if (state === "" && self.state === "") return;
      self.state = state;
      form.classList.toggle("answered", state !== "");
      for (const option of options) {
        const input = $("input", option);
        input.checked = option === chosen;
        input.disabled = state !== "";
        option.classList.toggle("chosen", option === chosen);
        $(".why", option).hidden = state === "";
      }
      check.hidden = state !== "";
      const said = state && words[state];
      if (verdict.textContent !== said) verdict.textContent = said;
    },
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = inputs.find((input) => input.checked);
    if (!chosen) {
      verdict.textContent = words.choose;
      inputs[0].focus();
      return;
    }
    progress.answer(place, Number(chosen.value));
    form.focus({ preventScroll: true });
  });
  return self;
}
