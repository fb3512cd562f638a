/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "policy/value.h"
#include "output.h"
#include "policy-print.h"

static void show_json(struct tenure_policy_print *show,
		      const struct tenure_class *class, const char *name,
		      const char *value, const char *where)
{
	json_t *object = tenure_json_object();

	tenure_json_set(object, "setting", tenure_json_text(name));
	tenure_json_set(object, "class",
			tenure_json_text(class == NULL ? NULL : class->name));
	tenure_json_set(object, "value", tenure_json_text(value));
	tenure_json_set(object, "where", tenure_json_text(where));
	tenure_json_append(show->settings, object);
}

void tenure_policy_print_setting(void *context,
				 const struct tenure_class *class,
				 enum tenure_setting setting,
				 const struct tenure_value *value)
{
	struct tenure_policy_print *show = context;
	const char *name = tenure_setting_info(setting)->name, *text;
	struct tenure_buffer buf = TENURE_BUFFER_INIT;
	char where[512];

	tenure_value_format(setting, value, &buf);
	text = tenure_buffer_str(&buf);
	if (text == NULL)
		tenure_die_nomem();
	tenure_policy_where(show->policy, value->where, where, sizeof(where));
	if (show->settings != NULL) {
		show_json(show, class, name, text, where);
	} else {
		if (class != NULL && class != show->class)
			tenure_print("  class %s\n", class->name);
		tenure_print("  %s%-*s %-10s %s\n", class != NULL ? "  " : "",
			     class != NULL ? 20 : 22, name, text, where);
	}
	show->class = class;
	tenure_buffer_free(&buf);
}

void tenure_policy_print_layer(struct tenure_policy_print *show,
			       const struct tenure_layer *layer)
{
	show->class = NULL;
	for (size_t j = 0; j <= layer->class_count; j++) {
		/* Its own values first, then those of its classes. */
		const struct tenure_class *class =
			j == 0 ? NULL : layer->classes[j - 1];

		for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
			enum tenure_setting setting = (enum tenure_setting)i;
			const struct tenure_value *value =
				tenure_layer_value(layer, setting, class);

			if (value != NULL)
				tenure_policy_print_setting(show, class,
							    setting, value);
		}
	}
}

void tenure_policy_print_heading(struct tenure_policy_print *show,
				 const struct tenure_policy_heading *heading,
				 json_t *object)
{
	char where[512], plan_where[512];

	tenure_policy_where(show->policy, heading->where, where, sizeof(where));
	tenure_policy_where(show->policy, heading->plan_where, plan_where,
			    sizeof(plan_where));
	if (object == NULL) {
		tenure_print("%s %s  (%s)\n", heading->kind, heading->name,
			     where);
		if (heading->plan != NULL)
			tenure_print("  %-22s %-10s %s\n", "plan",
				     heading->plan, plan_where);
		return;
	}
	tenure_json_set(object, heading->kind, tenure_json_text(heading->name));
	tenure_json_set(object, "where", tenure_json_text(where));
	if (heading->plan != NULL) {
		tenure_json_set(object, "plan",
				tenure_json_text(heading->plan));
		tenure_json_set(object, "plan_where",
				tenure_json_text(plan_where));
	}
	show->settings = tenure_json_array();
	tenure_json_set(object, "settings", show->settings);
}
