/** Who made our documents, as they state it: by Manufacturer a document that comes back is known as ours. */

/** (0008,0070) Manufacturer. */
export const MANUFACTURER = 'Cambium';
/** (0008,1090) Manufacturer's Model Name. */
export const MODEL_NAME = 'Cambium';
