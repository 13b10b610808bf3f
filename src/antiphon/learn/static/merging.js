// Two states of the same progress become one, so that nothing is lost whichever comes first.

const union = (one, other) => [...new Set([...one, ...other])].sort();

// An answer is [choice, moment]: the later one counts. A choice of -1 takes an answer back.
function laterAnswers(one, other) {
  const all = { ...one };
  for (const [name, answer] of Object.entries(other)) {
    if (!(name in all) || answer[1] > all[name][1]) all[name] = answer;
  }
  return all;
}

// Where both ends changed a note since `base`, it has the lines of both.
function joinedNotes(here, there, base) {
  const all = {};
  for (const name of union(Object.keys(here), Object.keys(there))) {
    const [mine, theirs, before] = [here[name] ?? "", there[name] ?? "", base[name] ?? ""];
    if (mine === theirs || theirs === before) all[name] = mine;
    else if (mine === before) all[name] = theirs;
    else {
      const lines = theirs.split("\n");
      all[name] = [...lines, ...mine.split("\n").filter((line) => !lines.includes(line))].join("\n");
    }
  }
  return all;
}

export function merged(here, there, base = { notes: {} }) {
  return {
    sections: union(here.sections, there.sections),
    solved: union(here.solved, there.solved),
    answers: laterAnswers(here.answers, there.answers),
    notes: joinedNotes(here.notes, there.notes, base.notes),
  };
}

const isNamed = (name) => typeof name === "string" && /^[a-z0-9-]+#[a-z0-9-]+$/.test(name);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// What came from outside, reduced to what it may be.
export function cleaned(value) {
  const given = isObject(value) ? value : {};
  const names = (list) => (Array.isArray(list) ? list.filter(isNamed) : []);
  const members = (object, fits) => Object.fromEntries(
    Object.entries(isObject(object) ? object : {}).filter(([name, member]) => fits(name, member)),
  );
  const isAnswer = (answer) => Array.isArray(answer) && answer.length === 2 && answer.every(Number.isInteger);
  return {
    sections: union(names(given.sections), []),
    solved: union(names(given.solved), []),
    answers: members(given.answers, (name, answer) => isNamed(name) && isAnswer(answer)),
    notes: members(given.notes, (name, text) => /^[a-z0-9-]+$/.test(name) && typeof text === "string"),
  };
}

const inOrder = (object) => Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));

export const same = (one, other) => {
  const [a, b] = [one, other].map((state) => (
    JSON.stringify([state.sections, state.solved, inOrder(state.answers), inOrder(state.notes)])
  ));
  return a === b;
};
