
"use strict";
{
  // Without "less than" and "and" signs, so that the page is XML too.
  const form = document.getElementById("filter");
  const items = [...document.querySelectorAll(".item")];
  const counted = items.filter((item) => !("apart" in item.dataset));
  const holders = [...document.querySelectorAll(".holder")];
  const folds = [...document.querySelectorAll("details")];
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) {
      const group = item.closest("[data-group]");
      texts.set(item, `${group ? group.dataset.group : ""} ${item.textContent}`.toLowerCase());
    }
    return texts.get(item);
  };

  const filter = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const hidden = new Set(boxes.filter((box) => box.checked === (box.name === "without")).map((box) => box.value));
    for (const item of items) {
      item.hidden = hidden.has(item.dataset.kind) || !words.every((word) => textOf(item).includes(word));
    }
    for (const holder of holders) holder.hidden = !holder.querySelector(".item:not([hidden])");
    // What is found is not to stay folded away; when nothing is looked for any more, it is folded again.
    const isSearch = words.length !== 0;
    for (const fold of folds) {
      if (isSearch ? !fold.open : "unfolded" in fold.dataset) {
        fold.open = isSearch;
        fold.toggleAttribute("data-unfolded", isSearch);
      }
    }
    const shown = counted.filter((item) => !item.hidden).length;
    form.elements.count.value = shown === counted.length ? `${shown} shown` : `${shown} of ${counted.length} shown`;
  };

  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }
}
