# A rung is one folder of core/ built as one static library. Its headers are reached as
# "<rung>/<file>.h", and only by targets that link it: each rung exports a folder that holds nothing
# but a link to itself, so an include of a rung that is not linked does not compile. A folder in a
# folder, training/trainer, is a rung of its own: affect_training_trainer.
#
#   affect_rung(media LINK affect_base PRIVATE_LINK opencv_core [TORCH] [SOURCES a.cpp b.cpp])
#
# Without SOURCES every .cpp of the folder (and of its folders) belongs to it. TORCH shares one
# precompiled torch/torch.h (about 15 s a file without it). TORCH_INSIDE keeps LibTorch's headers
# from the targets that link the rung.

function(affect_rung name)
  cmake_parse_arguments(RUNG "TORCH;TORCH_INSIDE" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  string(REPLACE / _ target affect_${name})
  if(NOT RUNG_SOURCES)
    file(GLOB_RECURSE RUNG_SOURCES CONFIGURE_DEPENDS *.cpp)
  endif()
  if(NOT RUNG_SOURCES)
    return()
  endif()
  add_library(${target} STATIC ${RUNG_SOURCES})
  affect_rung_view(${name} ${target})
  target_link_libraries(${target} PUBLIC affect_flags ${RUNG_LINK} PRIVATE ${RUNG_PRIVATE_LINK})
  if(RUNG_TORCH)
    affect_use_torch(${target} PUBLIC)
  elseif(RUNG_TORCH_INSIDE)
    affect_use_torch(${target} PRIVATE)
  endif()
endfunction()

# Lets a target include the headers of a rung without linking it.
function(affect_rung_view name target)
  affect_header_view(core rungs ${name} ${target})
endfunction()

# Lets a target include the headers of <root>/<name> as "<name>/<file>.h", and no others: the
# include folder, in <views> of the build folder, holds nothing but a link.
function(affect_header_view root views name target)
  string(REPLACE / _ folder ${name})
  set(view ${CMAKE_BINARY_DIR}/${views}/${folder})
  cmake_path(GET name PARENT_PATH parent)
  file(MAKE_DIRECTORY ${view}/${parent})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${root}/${name} ${view}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${view})
endfunction()

# A folder of ui/, likewise: affect_ui_<name>, with Qt Widgets and one precompiled header for all.
#
#   affect_view(stage LINK affect_ui_attention affect_ui_clip [PRIVATE_LINK Qt6::Svg])
function(affect_view name)
  cmake_parse_arguments(VIEW "" "" "LINK;PRIVATE_LINK" ${ARGN})
  set(target affect_ui_${name})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  add_library(${target} STATIC ${sources})
  affect_header_view(ui views ${name} ${target})
  target_link_libraries(${target} PUBLIC affect_flags Qt6::Widgets ${VIEW_LINK}
                                  PRIVATE ${VIEW_PRIVATE_LINK})
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  if(NOT TARGET affect_ui_pch)
    file(WRITE ${CMAKE_BINARY_DIR}/ui_pch.cpp "// Holds the precompiled header of ui/.\n")
    add_library(affect_ui_pch STATIC ${CMAKE_BINARY_DIR}/ui_pch.cpp)
    target_link_libraries(affect_ui_pch PUBLIC affect_flags Qt6::Widgets)
    target_precompile_headers(affect_ui_pch PRIVATE <QWidget> <QString> <memory> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM affect_ui_pch)
endfunction()

# Gives a target LibTorch and the shared precompiled header.
function(affect_use_torch target)
  set(scope ${ARGN})
  if(NOT scope)
    set(scope PRIVATE)
  endif()
  target_link_libraries(${target} ${scope} ${TORCH_LIBRARIES})
  target_include_directories(${target} SYSTEM ${scope} ${TORCH_INCLUDE_DIRS})
  # at::parallel_for is an inline OpenMP loop: without the flag it runs on one thread, and silently
  # so.
  target_compile_options(${target} PRIVATE -fopenmp)
  target_link_options(${target} PUBLIC -fopenmp)
  if(NOT TARGET affect_torch_pch)
    file(WRITE ${CMAKE_BINARY_DIR}/torch_pch.cpp "// Holds the precompiled torch/torch.h.\n")
    add_library(affect_torch_pch STATIC ${CMAKE_BINARY_DIR}/torch_pch.cpp)
    target_link_libraries(affect_torch_pch PUBLIC affect_flags ${TORCH_LIBRARIES})
    target_include_directories(affect_torch_pch SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
    target_compile_options(affect_torch_pch PRIVATE -fopenmp)
    target_precompile_headers(affect_torch_pch PRIVATE <torch/torch.h>)
  endif()
  get_target_property(kind ${target} TYPE)
  if(kind STREQUAL "EXECUTABLE")
    # Programs would be compiled with -fPIE, with which the header precompiled with -fPIC is not
    # used.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
  target_precompile_headers(${target} REUSE_FROM affect_torch_pch)
endfunction()
