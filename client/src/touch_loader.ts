// Load the swipes and taps: a page that is used with the mouse never needs them.
import { listen } from "./listen.ts";
import { dismissSwiped } from "./message.ts";
import { pageValue } from "./page_value.ts";
import { updateCountdowns } from "./timeouts.ts";

type TouchModule = typeof import("./touch.ts");

let isLoading = false;

/** Load the module at the first message on a touch screen, or at the first touch. */
export function provideTouch(): void {
  const hasTouchScreen = matchMedia("(pointer: coarse)").matches;
  const react = ({ pointerType = hasTouchScreen ? "" : "mouse" }: Partial<PointerEvent>) => {
    if (pointerType !== "mouse") void load();
  };
  listen("pointerdown liveflash:shown", react, true);
}

async function load(): Promise<void> {
  const url = pageValue("liveflash-touch");
  if (isLoading || url === undefined) return;
  isLoading = true;
  try {
    const { watchSwipes, watchTaps } = (await import(url)) as TouchModule;
    watchSwipes(dismissSwiped);
    watchTaps(updateCountdowns);
  } catch {
    isLoading = false; // without a connection: again at the next touch
  }
}
