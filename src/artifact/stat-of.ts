export { statOf } from "../cache/disk.js";
