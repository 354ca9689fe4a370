// What a page without a live view adds in JavaScript: three buttons.
const at = (id, handle) => document.getElementById(id).addEventListener("click", handle);
const post = (url, headers) =>
  fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value, ...headers },
  });

at("copy", () => {
  liveflash.put("success", { title: "Copied", text: "The server knows nothing of it." });
});

at("star", async ({ target }) => {
  const response = await post(target.dataset.url, liveflash.headers());
  target.textContent = (await response.json()).label;
});

at("push", ({ target }) => post(target.dataset.url));
