import { watchStacks } from "./arrivals.ts";
import { provideClient } from "./client.ts";
import { clear, put, update } from "./put.ts";
import { headers, watchRequests } from "./requests.ts";

watchStacks();
watchRequests();
window.liveflash = Object.assign(window.liveflash ?? {}, { headers, put, update, clear });
provideClient();
