// A form is sent once; the second half of a double click finds its buttons asleep. (The service
// takes the second one for the first, too: this only spares the official the wait.)
const form = document.getElementById("counter");
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => { delete form.dataset.sent; });
const faulty = form.querySelector(".errors input, .errors select") || document.getElementById("refusals");
if (faulty) faulty.focus();
