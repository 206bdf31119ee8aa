const form = document.getElementById("counter");
// Enter sends the form from a list of choices too, unless it is open and Enter chooses.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("select")) return;
  if (CSS.supports("selector(:open)") && !event.target.matches(":open")) {
    event.preventDefault();
    form.requestSubmit(form.elements.namedItem("take"));
  }
});
const faulty = form.querySelector(".errors input, .errors select") || document.getElementById("refusals");
if (faulty) faulty.focus();
