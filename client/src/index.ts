import { watchStacks } from "./arrivals.ts";
import { provideClient } from "./client.ts";
import { clear, put, update } from "./put.ts";
import { headers, watchRequests } from "./requests.ts";
import { provideTouch } from "./touch_loader.ts";

watchStacks();
watchRequests();
// Without an earlier script, this is the stack: the window has elements by their ids.
const given = window.liveflash instanceof Element ? {} : (window.liveflash ?? {});
window.liveflash = Object.assign(given, { headers, put, update, clear });
provideClient();
provideTouch();
