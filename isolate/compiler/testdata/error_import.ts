import { z } from "zod";
return z.string();
