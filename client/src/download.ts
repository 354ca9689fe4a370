// Downloads that the view starts. A redirect to a file would disconnect the page.

/** Start the download of each `liveflash:download` event of the view. */
export function watchDownloads(): void {
  window.addEventListener("phx:liveflash:download", (event) => {
    if (event instanceof CustomEvent) download(String(event.detail?.url));
  });
}

function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  // A link with an invalid address has no origin.
  if (link.origin !== location.origin || link.protocol !== location.protocol) {
    console.error("liveflash: not downloaded, because it is on another origin: %s", address);
  } else {
    link.click(); // outside the document, where it is no click of the visitor
  }
}
