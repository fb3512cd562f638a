# SPDX-License-Identifier: MIT
EXTRA_DIST += \
	.ci/run \
	packaging/build-deb \
	packaging/copy-sources \
	packaging/debian \
	packaging/examples/german-ten-years.conf \
	packaging/examples/isp-letter-box.conf \
	packaging/examples/one-company.conf \
	packaging/examples/provider.conf \
	packaging/examples/provider/customers/clinic.example.conf \
	packaging/examples/provider/tenants \
	packaging/examples/provider/users \
	packaging/examples/regulated-firm.conf \
	packaging/examples/tenure.conf \
	packaging/install-deps \
	packaging/other-root \
	packaging/quickstart \
	packaging/runtests \
	packaging/story \
	packaging/systemd/tenure-expire.service.in \
	packaging/systemd/tenure-expire.timer \
	packaging/systemd/tenure-milter.service.in \
	packaging/sysusers/tenure.conf \
	packaging/test-deb \
	packaging/tmpfiles/tenure.conf \
	tests/layers \
	tests/mistakes \
	tests/settings

systemdsystemunit_DATA =
if INSTALL_EXPIRE_UNIT
systemdsystemunit_DATA += \
	packaging/systemd/tenure-expire.service \
	packaging/systemd/tenure-expire.timer
CLEANFILES += packaging/systemd/tenure-expire.service
packaging/systemd/tenure-expire.service: packaging/systemd/tenure-expire.service.in
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed 's,@doveadm[@],$(DOVEADM),' \
		$(srcdir)/packaging/systemd/tenure-expire.service.in >$@.tmp && \
	mv $@.tmp $@
endif
if INSTALL_UNIT
systemdsystemunit_DATA += packaging/systemd/tenure-milter.service
CLEANFILES += packaging/systemd/tenure-milter.service
packaging/systemd/tenure-milter.service: packaging/systemd/tenure-milter.service.in
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed 's,@sbindir[@],$(sbindir),' \
		$(srcdir)/packaging/systemd/tenure-milter.service.in >$@.tmp && \
	mv $@.tmp $@
endif
if INSTALL_SYSUSERS
sysusers_DATA = packaging/sysusers/tenure.conf
endif
if INSTALL_TMPFILES
tmpfiles_DATA = packaging/tmpfiles/tenure.conf
endif
