# `cmake --install build/release --prefix /usr/local` gives
#   bin/                     affectscope, affectscope-cli
#   lib/affectscope/         the tokenizer module (core/text installs it)
#   share/affectscope/       models and sample posts, where core/base/paths.cpp looks for them
#   share/…                  desktop entry, AppStream metadata, icon, man pages, licence

if(TARGET affectscope-cli)
  install(TARGETS affectscope-cli)
  install(FILES installer/affectscope-cli.1 DESTINATION share/man/man1)
  install(DIRECTORY models/ DESTINATION share/affectscope/models)
  install(DIRECTORY resources/samples DESTINATION share/affectscope/resources)
  install(FILES LICENSE NOTICE README.md CHANGELOG.md docs/report.md DESTINATION
          share/doc/affectscope)
endif()
if(TARGET affectscope)
  install(FILES installer/affectscope.1 DESTINATION share/man/man1)
  install(FILES installer/affectscope.desktop DESTINATION share/applications)
  install(FILES installer/affectscope.metainfo.xml DESTINATION share/metainfo)
  install(FILES resources/icons/affectscope.svg DESTINATION share/icons/hicolor/scalable/apps)
endif()
