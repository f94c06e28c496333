// What the console's pictures need of ECharts, and nothing else: `npm run assets` makes one module of it.
export { init } from 'echarts/core'
import { use } from 'echarts/core'
import { BarChart, CustomChart, LineChart, TreemapChart } from 'echarts/charts'
import { CalendarComponent, GridComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, CustomChart, LineChart, TreemapChart, CalendarComponent, GridComponent, SVGRenderer])
