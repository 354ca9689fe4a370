// What the page adds in JavaScript: a handler for each button.
const at = (id, handle) => document.getElementById(id).addEventListener("click", handle);

async function send({ target }) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { ...liveflash.headers(), "X-CSRFToken": token };
  const response = await fetch(target.dataset.url, { method: "POST", headers });
  target.textContent = (await response.json()).label;
}

at("star", send);
at("vote", send);

at("copy", () => {
  liveflash.put("success", { title: "Copied", text: "No request was sent." });
});

at("upload", () => {
  const id = liveflash.put("loading", "Uploading…", { fraction: 0, key: "upload" });
  let done = 0;
  const timer = setInterval(() => {
    done += 1;
    if (done < 10) {
      liveflash.update(id, `Uploading… ${done} of 10 MB`, { fraction: done / 10 });
    } else {
      clearInterval(timer);
      liveflash.update(id, "photo.jpg is stored.", { level: "success" });
    }
  }, 300);
});
