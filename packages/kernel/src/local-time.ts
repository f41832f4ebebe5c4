const two = (part: number): string => String(part).padStart(2, "0");

/** The time of day where the person is: `17:00:05`. */
export const localTime = (at: Date): string => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
