// A form is sent once; the second half of a double click finds its buttons asleep. (The service
// takes the second one for the first, too: this only spares the official the wait.)
const form = document.getElementById("counter");
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
// Enter sends the form from a list of choices too, unless it is open and Enter chooses.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("select")) return;
  if (CSS.supports("selector(:open)") && !event.target.matches(":open")) {
    event.preventDefault();
    form.requestSubmit(form.elements.namedItem("take"));
  }
});
window.addEventListener("pageshow", () => { delete form.dataset.sent; });
const faulty = form.querySelector(".errors input, .errors select") || document.getElementById("refusals");
if (faulty) faulty.focus();
