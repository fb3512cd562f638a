/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

#include "base/date.h"

/* Settings that contradict one another, or do nothing alone: only warnings,
   each at a value of the plan, tenant or user that is looked at. */

/* The layers that a value is looked for in: the one that is looked at, then
   those below. */
struct view {
	const struct tenure_layer *layers[3];
	unsigned int count;
};

static const struct tenure_value *layer_value(const struct tenure_layer *layer,
					      enum tenure_setting setting,
					      const struct tenure_class *class)
{
	const struct tenure_value *value =
		tenure_layer_value(layer, setting, class);

	return value != NULL || class == NULL
		       ? value
		       : tenure_layer_value(layer, setting, NULL);
}

/* What counts for mail of one class (NULL: of none); NULL for the default. */
static const struct tenure_value *view_value(const struct view *view,
					     enum tenure_setting setting,
					     const struct tenure_class *class)
{
	const struct tenure_value *value = NULL;
	unsigned int i;

	for (i = 0; i < view->count && value == NULL; i++)
		value = layer_value(view->layers[i], setting, class);
	return value;
}

static const struct tenure_value *own_value(const struct view *view,
					    enum tenure_setting setting,
					    const struct tenure_class *class)
{
	return tenure_layer_value(view->layers[0], setting, class);
}

static bool keeps(const struct tenure_value *keep)
{
	return keep != NULL && !tenure_duration_is_zero(&keep->duration);
}

static bool deletes(const struct tenure_value *after_download)
{
	return after_download != NULL &&
	       after_download->choice != TENURE_AFTER_DOWNLOAD_KEEP;
}

/* Does any class of any layer say it? */
static bool any_class(const struct view *view, enum tenure_setting setting,
		      bool (*says)(const struct tenure_value *value))
{
	const struct tenure_layer *layer;
	unsigned int i;
	size_t j;

	for (i = 0; i < view->count; i++) {
		layer = view->layers[i];
		for (j = layer->first[setting]; j < layer->first[setting + 1];
		     j++) {
			if (layer->terms[j].class != NULL &&
			    says(&layer->terms[j].value))
				return true;
		}
	}
	return false;
}

/* Is there something that the value of another setting can be about? For all
   mail, that may be mail of some class. */
static bool has_company(const struct view *view, enum tenure_setting setting,
			bool (*says)(const struct tenure_value *value),
			const struct tenure_class *class)
{
	return says(view_value(view, setting, class)) ||
	       (class == NULL && any_class(view, setting, says));
}

static bool is_shorter(const struct tenure_duration *a,
		       const struct tenure_duration *b)
{
	return tenure_duration_after(0, a) < tenure_duration_after(0, b);
}

#define warn(build, value, setting, hint, ...)                                 \
	do {                                                                   \
		struct tenure_word word_ =                                     \
			tenure_build_value_word(value, setting);               \
		build_warning(build, &word_, hint, __VA_ARGS__);               \
	} while (0)

static void check_expire(struct tenure_build *build, const struct view *view,
			 const struct tenure_class *class)
{
	static const char hint[] = "the server removes at the later of both";
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_EXPIRE, class);
	const struct tenure_value *own_keep =
		own_value(view, TENURE_SETTING_KEEP, class);
	const struct tenure_value *keep =
		view_value(view, TENURE_SETTING_KEEP, class);
	const struct tenure_value *expire =
		view_value(view, TENURE_SETTING_EXPIRE, class);

	if (!keeps(keep) || expire == NULL ||
	    !is_shorter(&expire->duration, &keep->duration))
		return;
	if (own != NULL)
		warn(build, own, TENURE_SETTING_EXPIRE, hint,
		     "\"expire\" is shorter than \"keep\"");
	/* That a class is kept for longer than the rest expires is usual. */
	else if (own_keep != NULL && class == NULL)
		warn(build, own_keep, TENURE_SETTING_KEEP, hint,
		     "\"keep\" is longer than \"expire\" of the plan");
}

static void check_on_delete(struct tenure_build *build, const struct view *view,
			    const struct tenure_class *class)
{
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_ON_DELETE, class);

	if (own != NULL && own->choice == TENURE_ON_DELETE_ALLOW &&
	    keeps(view_value(view, TENURE_SETTING_KEEP, class)))
		warn(build, own, TENURE_SETTING_ON_DELETE, "it acts as conceal",
		     "\"on_delete = allow\" contradicts \"keep\"");
}

static void check_mode(struct tenure_build *build, const struct view *view,
		       const struct tenure_class *class)
{
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_MODE, class);

	if (own != NULL && own->choice == TENURE_KEEP_MODE_COMPLIANCE &&
	    !has_company(view, TENURE_SETTING_KEEP, keeps, class))
		warn(build, own, TENURE_SETTING_MODE,
		     "it promises nothing, write keep = DURATION",
		     "\"mode = compliance\" without a \"keep\"");
}

static void check_keep_from(struct tenure_build *build, const struct view *view,
			    const struct tenure_class *class)
{
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_KEEP_FROM, class);

	if (own != NULL && own->choice == TENURE_KEEP_FROM_YEAR_END &&
	    !has_company(view, TENURE_SETTING_KEEP, keeps, class))
		warn(build, own, TENURE_SETTING_KEEP_FROM,
		     "it counts nothing, write keep = DURATION",
		     "\"keep_from = year_end\" without a \"keep\"");
}

static void check_devices(struct tenure_build *build, const struct view *view,
			  const struct tenure_class *class)
{
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_POP3_DEVICES, class);

	if (own != NULL && own->choice != TENURE_DEVICES_ANY &&
	    !has_company(view, TENURE_SETTING_POP3_AFTER_DOWNLOAD, deletes,
			 class))
		warn(build, own, TENURE_SETTING_POP3_DEVICES,
		     "nothing is deleted after a download",
		     "\"devices\" without \"after_download\"");
}

static void check_after_download(struct tenure_build *build,
				 const struct view *view,
				 const struct tenure_class *class)
{
	const struct tenure_value *keep =
		view_value(view, TENURE_SETTING_KEEP, class);
	const struct tenure_value *own =
		own_value(view, TENURE_SETTING_POP3_AFTER_DOWNLOAD, class);

	/* The duration of delete is 0. */
	if (own != NULL && deletes(own) && keeps(keep) &&
	    is_shorter(&own->duration, &keep->duration))
		warn(build, own, TENURE_SETTING_POP3_AFTER_DOWNLOAD,
		     "while the message is kept, it is as a delete by the user",
		     "\"after_download\" is shorter than \"keep\"");
}

static void check_layer(struct tenure_build *build, const struct view *view)
{
	const struct tenure_layer *layer = view->layers[0];
	const struct tenure_class *class;
	size_t i;

	for (i = 0; i <= layer->class_count; i++) {
		class = i < layer->class_count ? layer->classes[i] : NULL;
		check_expire(build, view, class);
		check_on_delete(build, view, class);
		check_mode(build, view, class);
		check_keep_from(build, view, class);
		check_devices(build, view, class);
		check_after_download(build, view, class);
	}
}

void tenure_build_check_plan(struct tenure_build *build,
			     const struct tenure_plan *plan)
{
	const struct view view = {.layers = {&plan->layer}, .count = 1};

	check_layer(build, &view);
}

/* A report about a mailbox to that mailbox would be reported again. */
static void check_journal(struct tenure_build *build,
			  const struct tenure_subject *subject)
{
	const struct tenure_layer *layer = &subject->layer;
	char key[TENURE_ADDRESS_KEY_SIZE];
	const struct tenure_value *value;
	size_t i;

	for (i = layer->first[TENURE_SETTING_SMTP_JOURNAL];
	     i < layer->first[TENURE_SETTING_SMTP_JOURNAL + 1]; i++) {
		value = &layer->terms[i].value;
		if (value->text != NULL &&
		    tenure_address_key(value->text, key) == 0 &&
		    strcmp(key, subject->key) == 0)
			warn(build, value, TENURE_SETTING_SMTP_JOURNAL,
			     "name another mailbox",
			     "the journal of \"%s\" is itself", key);
	}
}

void tenure_build_check_subject(struct tenure_build *build,
				const struct tenure_subject *subject,
				const struct tenure_subject *tenant)
{
	const struct tenure_plan *plan = subject->plan;
	struct view view = {.layers = {&subject->layer}, .count = 1};

	if (tenant != NULL)
		view.layers[view.count++] = &tenant->layer;
	if (plan == NULL && tenant != NULL)
		plan = tenant->plan;
	if (plan != NULL)
		view.layers[view.count++] = &plan->layer;
	check_layer(build, &view);
	check_journal(build, subject);
}
