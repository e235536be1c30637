# Puts files into a target as bytes, so that core/ needs neither Qt's resources nor a folder at run
# time:
#
#   affect_embed(affect_batch_report NAMESPACE affect::html HEADER batch/report/page_resources.h
#                page_style ${PROJECT_SOURCE_DIR}/resources/report/report.css …)
#
# Each name becomes a function that returns the file as a std::string_view; the header, written by
# hand, declares them. When a file changes, its .cpp is made again.

# cmake -DFILE=… -DOUT=… -DFUNCTION=… -DNAMESPACE=… -DHEADER=… -P Embed.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${FILE} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}") # 16 bytes a line
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  get_filename_component(name ${FILE} NAME)
  file(WRITE ${OUT} "// Made from ${name} by cmake/Embed.cmake.
#include \"${HEADER}\"

namespace ${NAMESPACE} {

std::string_view ${FUNCTION}() {
  static constexpr unsigned char bytes[] = {
${bytes}0};
  return {reinterpret_cast<const char *>(bytes), sizeof bytes - 1};
}

} // namespace ${NAMESPACE}
")
  return()
endif()

set(AFFECT_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(affect_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 EMBED "" "NAMESPACE;HEADER" "")
  set(pairs ${EMBED_UNPARSED_ARGUMENTS})
  while(pairs)
    list(POP_FRONT pairs function file)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
    add_custom_command(
      OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DFILE=${file} -DOUT=${out} -DFUNCTION=${function}
              -DNAMESPACE=${EMBED_NAMESPACE}
              -DHEADER=${EMBED_HEADER} -P ${AFFECT_EMBED_SCRIPT}
      DEPENDS ${file} ${AFFECT_EMBED_SCRIPT}
      COMMENT "Embedding ${function}"
      VERBATIM)
    target_sources(${target} PRIVATE ${out})
  endwhile()
endfunction()
