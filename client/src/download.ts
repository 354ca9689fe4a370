// Downloads that the view starts. A redirect to a file would disconnect the page.
import { listen } from "./listen.ts";

/** Start the download of each `liveflash:download` event of the view. */
export function watchDownloads(): void {
  listen("phx:liveflash:download", ({ detail }) => download(detail.url));
}

function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  // A link with an invalid address has no origin.
  if (link.origin !== location.origin || link.protocol !== location.protocol) {
    console.error("liveflash: not downloaded, as it is on another origin:", address);
  } else {
    link.click(); // outside the document, where it is no click of the visitor
  }
}
