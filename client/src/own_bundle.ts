// For a project with its own bundler, which cannot load a module by the URL of a page.
import { dismissSwiped } from "./message.ts";
import { watchSwipes } from "./swipe.ts";

watchSwipes(dismissSwiped);
export * from "./elements.ts";
