/* SPDX-License-Identifier: MIT */
#ifndef TENURE_EXPLAIN_JSON_H
#define TENURE_EXPLAIN_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* JSON; the values are new references, never NULL. NULL text gives null; what
   is not UTF-8 in text becomes U+FFFD. */
json_t *tenure_json_text(const char *text);
/* RFC 3339; "forever"; null for TENURE_TIME_NONE. */
json_t *tenure_json_time(int64_t when);
json_t *tenure_json_object(void);
json_t *tenure_json_array(void);
/* Put a value in; it takes the reference over. */
void tenure_json_set(json_t *object, const char *name, json_t *value);
void tenure_json_append(json_t *array, json_t *value);
/* The value as text, ASCII only: what steers a terminal stays an escape. With
   compact, on one line. Releases the value. Free with free(). */
char *tenure_json_format(json_t *value, bool compact);

#endif
