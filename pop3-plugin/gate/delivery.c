/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/delivery.h"

void tenure_delivery_begin(struct tenure_delivery *delivery, pool_t pool,
			   struct mail *mail)
{
	ARRAY_TYPE(const_string) serials;
	const char *const *bodies, *serial;
	struct tenure_seal seal;

	i_zero(delivery);
	p_array_init(&serials, pool, 2);
	if (mail_get_headers(mail, TENURE_SEAL_FIELD, &bodies) > 0) {
		for (; *bodies != NULL; bodies++) {
			if (tenure_seal_parse(*bodies, &seal, NULL, NULL) < 0)
				continue;
			serial = p_strdup(pool, seal.serial);
			array_push_back(&serials, &serial);
		}
	}
	array_append_zero(&serials);
	delivery->serials = array_front(&serials);
}

bool tenure_delivery_has(const struct tenure_delivery *delivery,
			 const struct tenure_seal *seal)
{
	return str_array_find(delivery->serials, seal->serial);
}
