# Flags every target shares, and the compiler cache.

find_program(AFFECTSCOPE_CCACHE ccache)
if(AFFECTSCOPE_CCACHE)
  # Precompiled headers change their time stamps with every build folder, and paths with every
  # checkout; these settings let the cache hit all the same.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${AFFECTSCOPE_CCACHE})
endif()

add_library(affect_flags INTERFACE)
target_compile_options(affect_flags INTERFACE -Wall -Wextra -Wno-unused-parameter -fpch-preprocess)
# LibTorch's and Qt's headers both use the word "slots"; Qt's keywords are off everywhere.
target_compile_definitions(affect_flags INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII
                           QT_NO_CAST_TO_ASCII)
# For the checks: other compilers, and later ones, warn of other things, which must not stop who
# only wants to build.
option(AFFECTSCOPE_WERROR "Each warning is an error" OFF)
if(AFFECTSCOPE_WERROR)
  # What the optimiser of GCC 12 believes of std::string and std::vector is often false (GCC bugs
  # 105329 and 105651).
  target_compile_options(affect_flags INTERFACE -Werror -Wno-error=restrict
    -Wno-error=stringop-overflow -Wno-error=stringop-overread -Wno-error=array-bounds
    -Wno-error=maybe-uninitialized)
endif()
if(AFFECTSCOPE_SANITIZE)
  target_compile_options(affect_flags INTERFACE -fsanitize=${AFFECTSCOPE_SANITIZE}
                         -fno-omit-frame-pointer)
  target_link_options(affect_flags INTERFACE -fsanitize=${AFFECTSCOPE_SANITIZE})
endif()
