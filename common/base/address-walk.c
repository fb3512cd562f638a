/* SPDX-License-Identifier: MIT */
#include "base/address.h"

#include <string.h>

/* A token of RFC 5322 3.2; comments and white space are no tokens. */
enum token_type {
	TOKEN_END,
	TOKEN_ATOM,
	TOKEN_QUOTED,
	TOKEN_LITERAL,
	/* One of the specials, in c. */
	TOKEN_SPECIAL,
	/* What can be no part of an address. */
	TOKEN_BAD,
};
struct token {
	enum token_type type;
	char c;
	/* Within the field, delimiters taken off. */
	const char *text;
	size_t size;
};

/* What may come next in an addr-spec (RFC 5322 3.4.1). */
enum spec_state {
	SPEC_LOCAL,     /* a word, or a dot too many */
	SPEC_LOCAL_END, /* a dot or an "@" */
	SPEC_ROUTE,     /* anything up to a ":" */
	SPEC_DOMAIN,    /* an atom or a literal */
	SPEC_LABEL,     /* an atom */
	SPEC_LABEL_END, /* a dot or the end */
	SPEC_DONE,      /* the end */
	SPEC_BAD,
};

/* A place for text that notices when it is full. */
struct part {
	char text[1024];
	size_t used;
};

/* One element of the list, between its commas. */
struct element {
	enum spec_state state;
	bool in_angle, had_angle, had_token;
	struct part local, domain;
};

/* Go behind a comment, which *field points to. Returns false if it has no
   end. */
static bool skip_comment(const char **field)
{
	size_t depth = 0;

	for (; **field != '\0'; (*field)++) {
		if (**field == '(') {
			depth++;
		} else if (**field == ')' && --depth == 0) {
			(*field)++;
			return true;
		} else if (**field == '\\' && (*field)[1] != '\0') {
			(*field)++;
		}
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_atom_char(char c)
{
	return (unsigned char)c > 0x20 && c != 0x7f &&
	       strchr("()<>[]:;@\\,.\"", c) == NULL;
}

/* Take what is between an opening delimiter, which *field points to, and a
   closing one. */
static struct token take_delimited(const char **field, char close,
				   enum token_type type)
{
	struct token token = {type, 0, *field + 1, 0};
	const char *p;

	for (p = token.text; *p != '\0' && *p != close; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
	}
	token.size = (size_t)(p - token.text);
	if (*p == '\0')
		token.type = TOKEN_BAD;
	else
		p++;
	*field = p;
	return token;
}

static struct token take_token(const char **field)
{
	struct token token = {TOKEN_BAD, 0, NULL, 0};

	while (is_space(**field) || **field == '(') {
		if (**field != '(')
			(*field)++;
		else if (!skip_comment(field))
			return token;
	}
	token.c = **field;
	token.text = *field;
	if (token.c == '\0') {
		token.type = TOKEN_END;
		return token;
	}
	if (token.c == '"')
		return take_delimited(field, '"', TOKEN_QUOTED);
	if (token.c == '[')
		return take_delimited(field, ']', TOKEN_LITERAL);
	if (is_atom_char(token.c)) {
		token.type = TOKEN_ATOM;
		while (is_atom_char(**field))
			(*field)++;
		token.size = (size_t)(*field - token.text);
		return token;
	}
	(*field)++;
	if (strchr("<>:;@,.", token.c) != NULL)
		token.type = TOKEN_SPECIAL;
	return token;
}

static int part_add(struct part *part, char c)
{
	if (part->used == sizeof(part->text) - 1)
		return -1;
	part->text[part->used++] = c;
	part->text[part->used] = '\0';
	return 0;
}

/* Add a token's text: line breaks are folding, and in quotes a backslash only
   says that the next character stands for itself. */
static int part_add_token(struct part *part, const struct token *token)
{
	for (size_t i = 0; i < token->size; i++) {
		char c = token->text[i];

		if (c == '\r' || c == '\n' ||
		    (token->type == TOKEN_LITERAL && is_space(c)))
			continue;
		if (token->type == TOKEN_QUOTED && c == '\\')
			c = token->text[++i];
		if (part_add(part, c) < 0)
			return -1;
	}
	return 0;
}

static void element_start(struct element *element)
{
	element->state = SPEC_LOCAL;
	element->in_angle = element->had_angle = element->had_token = false;
	element->local.used = element->domain.used = 0;
	element->local.text[0] = element->domain.text[0] = '\0';
}

/* The next state after a token of the local part. */
static enum spec_state spec_local(struct element *element,
				  const struct token *token)
{
	if (token->type == TOKEN_ATOM || token->type == TOKEN_QUOTED) {
		if (element->state == SPEC_LOCAL_END ||
		    part_add_token(&element->local, token) < 0)
			return SPEC_BAD;
		return SPEC_LOCAL_END;
	}
	if (token->type != TOKEN_SPECIAL)
		return SPEC_BAD;
	if (token->c == '.')
		return part_add(&element->local, '.') < 0 ? SPEC_BAD
							  : SPEC_LOCAL;
	if (token->c != '@')
		return SPEC_BAD;
	if (element->local.used > 0)
		return SPEC_DOMAIN;
	/* "<@relay,@relay:user@domain>" of RFC 5322 4.4. */
	return element->in_angle ? SPEC_ROUTE : SPEC_BAD;
}

static enum spec_state spec_literal(struct element *element,
				    const struct token *token)
{
	if (part_add(&element->domain, '[') < 0 ||
	    part_add_token(&element->domain, token) < 0 ||
	    part_add(&element->domain, ']') < 0)
		return SPEC_BAD;
	return SPEC_DONE;
}

/* The next state after a token of the domain. */
static enum spec_state spec_domain(struct element *element,
				   const struct token *token)
{
	if (element->state == SPEC_LABEL_END) {
		if (token->type != TOKEN_SPECIAL || token->c != '.' ||
		    part_add(&element->domain, '.') < 0)
			return SPEC_BAD;
		return SPEC_LABEL;
	}
	if (token->type == TOKEN_LITERAL && element->state == SPEC_DOMAIN)
		return spec_literal(element, token);
	if (token->type != TOKEN_ATOM ||
	    part_add_token(&element->domain, token) < 0)
		return SPEC_BAD;
	return SPEC_LABEL_END;
}

static enum spec_state spec_next(struct element *element,
				 const struct token *token)
{
	switch (element->state) {
	case SPEC_LOCAL:
	case SPEC_LOCAL_END:
		return spec_local(element, token);
	case SPEC_ROUTE:
		return token->type == TOKEN_SPECIAL && token->c == ':'
			       ? SPEC_LOCAL
			       : SPEC_ROUTE;
	case SPEC_DOMAIN:
	case SPEC_LABEL:
	case SPEC_LABEL_END:
		return spec_domain(element, token);
	case SPEC_DONE:
	case SPEC_BAD:
		break;
	}
	return SPEC_BAD;
}

/* Give the address of an element to the caller. */
static int element_end(struct element *element,
		       tenure_address_callback *callback, void *context)
{
	char key[TENURE_ADDRESS_KEY_SIZE];

	if (!element->had_token)
		return 0;
	if (element->in_angle ||
	    (element->state != SPEC_LABEL_END && element->state != SPEC_DONE) ||
	    tenure_address_join(element->local.text, element->domain.text,
				key) < 0)
		return callback(NULL, context);
	return callback(key, context);
}

/* Tokens that mean something to the list. Returns false if this one is only
   part of an address. */
static bool element_special(struct element *element, char c)
{
	switch (c) {
	case '<':
		if (element->had_angle || element->in_angle) {
			element->state = SPEC_BAD;
			return true;
		}
		/* What was before it is the display name. */
		element_start(element);
		element->in_angle = element->had_token = true;
		return true;
	case '>':
		if (!element->in_angle || (element->state != SPEC_LABEL_END &&
					   element->state != SPEC_DONE))
			element->state = SPEC_BAD;
		else
			element->state = SPEC_DONE;
		element->in_angle = false;
		element->had_angle = true;
		return true;
	case ':':
		/* What was before it is the name of a group. */
		if (element->in_angle || element->had_angle ||
		    element->domain.used > 0)
			return false;
		element_start(element);
		return true;
	default:
		return false;
	}
}

/* Does this token end the element? A comma in a route does not. */
static bool is_end(const struct element *element, const struct token *token)
{
	if (token->type == TOKEN_END)
		return true;
	if (token->type != TOKEN_SPECIAL)
		return false;
	return token->c == ';' ||
	       (token->c == ',' && element->state != SPEC_ROUTE);
}

int tenure_address_walk(const char *field, tenure_address_callback *callback,
			void *context)
{
	struct element element;
	struct token token;
	int ret;

	element_start(&element);
	do {
		token = take_token(&field);
		if (is_end(&element, &token)) {
			ret = element_end(&element, callback, context);
			if (ret != 0)
				return ret;
			element_start(&element);
			continue;
		}
		element.had_token = true;
		if (token.type != TOKEN_SPECIAL ||
		    !element_special(&element, token.c))
			element.state = spec_next(&element, &token);
	} while (token.type != TOKEN_END);
	return 0;
}
