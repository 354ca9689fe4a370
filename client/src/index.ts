import { provideClient } from "./client.ts";

provideClient();
