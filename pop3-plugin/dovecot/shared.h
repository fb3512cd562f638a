/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_SHARED_H
#define TENURE_PLUGIN_SHARED_H

/* A function of the plugin that its module for doveadm calls; all others are
   hidden. doveadm loads that module after the plugin, and leaves it out where
   the plugin is not loaded. */
#define TENURE_SHARED __attribute__((visibility("default")))

#endif
