import { announceClient, loadClient } from "./client.ts";

announceClient();
void loadClient();
